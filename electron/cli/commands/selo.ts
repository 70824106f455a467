/** `longsight selo SCENE --text "…"`: computes the SeLo paper's probability map, and its metrics when regions are given. */
import { basename, extname, resolve } from 'node:path';
import { InvalidInput } from '../../../core/errors.ts';
import { readAirSlt } from '../../../core/selo/air-slt.ts';
import type { Polygon } from '../../../core/selo/fill-polygons.ts';
import { SELO_SIZES } from '../../../core/selo/selo-grid.ts';
import { NodeStorage } from '../../node/node-storage.ts';
import {
  type Command,
  choiceOption,
  type Invocation,
  onePositional,
  sizesOption,
  textOption,
  UsageError,
} from './command.ts';
import { noteCuts } from './notes.ts';

/** Window sizes of SeLo v2, in pixels. */
const V2_SIZES = [512, 256, 128];

export const seloCommand: Command = {
  name: 'selo',
  usage:
    'selo SCENE.tif --text SENTENCE [--out MAP.tif] [--regions ANNO.json] [--version v1|v2] [--model NAME] [--sizes PX,PX,…]',
  summary:
    'run semantic localization as published: probability map, attention centres; Rsu, Ras, Rda, Rmi with --regions',
  options: {
    text: { type: 'string' },
    out: { type: 'string' },
    regions: { type: 'string' },
    version: { type: 'string' },
    sizes: { type: 'string' },
    model: { type: 'string' },
  },
  run: async (invocation) => {
    const path = resolve(onePositional(invocation, 'scene'));
    const text = textOption(invocation, 'text');
    if (text === null || text.trim() === '') throw new UsageError('--text is missing or empty');
    const version = choiceOption(invocation, 'version', ['v1', 'v2'], 'v1');
    const sizesPx = sizesOption(invocation, 'sizes');
    const regions = await regionsOf(invocation, path, text);
    const { scenes, models, selo, exports } = await invocation.services();
    const scene = await scenes.openPath(path);
    const model = await models.find(textOption(invocation, 'model'));
    await noteCuts(invocation, models, model, [text]);
    const request = { scene, model, text, version, sizesPx, regions } as const;
    const startedMs = Date.now();
    const { map, centres, windows, metrics } = await selo.run(request, {
      signal: invocation.signal,
      report: ({ phase, done, total }) =>
        invocation.console.progress(`${phase}: ${done} of ${total} windows`),
    });
    const out = textOption(invocation, 'out');
    const file = out === null ? null : resolve(out);
    const mapSizesPx = version === 'v1' ? (sizesPx ?? SELO_SIZES) : V2_SIZES;
    if (file !== null)
      await exports.writeProbabilityMap(
        { scene, model, text, sizesPx: mapSizesPx, windows },
        map,
        file,
        invocation.signal,
      );
    const seconds = (Date.now() - startedMs) / 1000;
    invocation.console.result(
      { text, version, centres, metrics, file, seconds },
      [
        `${centres.length} attention centres: ${centres.map(([x, y]) => `(${x}, ${y})`).join(' ')}`,
        ...(metrics === null
          ? []
          : [
              `Rsu ${metrics.rsu.toFixed(4)}  Ras ${metrics.ras.toFixed(4)}  Rda ${metrics.rda.toFixed(4)}  Rmi ${metrics.rmi.toFixed(4)}`,
            ]),
        ...(file === null ? [] : [`map written to ${file}`]),
      ].join('\n'),
    );
  },
};

/** The annotated polygons of this sentence and scene (by file name without extension). Throws `InvalidInput` when there are none. */
async function regionsOf(
  invocation: Invocation,
  scenePath: string,
  text: string,
): Promise<readonly Polygon[]> {
  const file = textOption(invocation, 'regions');
  if (file === null) return [];
  const stem = (name: string) => basename(name, extname(name));
  const queries = readAirSlt(await readNamed(file), file);
  const found = queries.filter(
    ({ image, caption }) => stem(image) === stem(scenePath) && caption === text.trim(),
  );
  if (found.length === 0)
    throw new InvalidInput(
      `${file}: no annotation of "${text.trim()}" for a picture named ${stem(scenePath)}`,
    );
  return found.flatMap(({ polygons }) => polygons);
}

async function readNamed(file: string): Promise<string> {
  return new TextDecoder().decode(await new NodeStorage().readFile(resolve(file)));
}
