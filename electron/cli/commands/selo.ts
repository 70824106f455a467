/** `longsight selo SCENE --text "…"`: computes the SeLo paper's probability map, and its metrics when regions are given. */
import { resolve } from 'node:path';
import type { Polygon } from '../../../core/selo/fill-polygons.ts';
import { regionsOf } from '../../../core/selo/regions-of.ts';
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
    const regions = await annotatedRegions(invocation, path, text);
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

/** The annotated polygons of this sentence and scene. Throws `InvalidInput` when there are none. */
async function annotatedRegions(
  invocation: Invocation,
  scenePath: string,
  text: string,
): Promise<readonly Polygon[]> {
  const file = textOption(invocation, 'regions');
  return file === null ? [] : regionsOf(await readNamed(file), file, scenePath, text);
}

async function readNamed(file: string): Promise<string> {
  return new TextDecoder().decode(await new NodeStorage().readFile(resolve(file)));
}
