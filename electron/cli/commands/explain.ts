/** `longsight explain SCENE --text "…"`: where in a window the model finds a sentence or a phrase. */
import { resolve } from 'node:path';
import type { RasterWindow, SceneDetail } from '../../../core/documents/scene.ts';
import type { WindowRelevance } from '../../../core/documents/search.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { relevancePicture } from '../../../core/export/relevance-picture.ts';
import { nounPhrases } from '../../../core/search/noun-phrases.ts';
import type { RgbImage } from '../../../core/tensor/rgb-image.ts';
import { resizeAndCrop } from '../../../models/preprocess/resize-crop.ts';
import type { Services } from '../../app/process/create-services.ts';
import { NodeStorage } from '../../node/node-storage.ts';
import {
  type Command,
  countOption,
  type Invocation,
  listOption,
  scenePath,
  textOption,
  UsageError,
} from './command.ts';
import { noteCuts } from './notes.ts';

const PICTURE_PX = 448;

export const explainCommand: Command = {
  name: 'explain',
  usage:
    'explain SCENE.tif --text SENTENCE [--phrase WORDS]… [--hit N | --window COL,ROW,SIZE] [--out PICTURE.png] [--blocks N] [--model NAME]',
  summary:
    'show where in a window the model finds a sentence and its phrases, by gradients; the best hit unless --hit or --window chooses another',
  options: {
    text: { type: 'string' },
    phrase: { type: 'string', multiple: true },
    hit: { type: 'string' },
    window: { type: 'string' },
    out: { type: 'string' },
    blocks: { type: 'string' },
    model: { type: 'string' },
  },
  run: async (invocation) => {
    const text = textOption(invocation, 'text');
    if (text === null || text.trim() === '') throw new UsageError('--text is missing or empty');
    const texts = [text, ...phrasesIn(invocation, text)];
    const out = textOption(invocation, 'out');
    if (out !== null && !out.toLowerCase().endsWith('.png'))
      throw new UsageError('--out: expected a name that ends in .png');
    const blocks = countOption(invocation, 'blocks', 1);
    const services = await invocation.services();
    const scene = await services.scenes.openPath(scenePath(invocation, services));
    const model = await services.models.find(textOption(invocation, 'model'));
    await noteCuts(invocation, services.models, model, [text]);
    const window = await windowOf(invocation, services, await services.scenes.detail(scene), model, text);
    const { signal } = invocation;
    const found = await services.windowRelevance.ofWindow(scene, model, window, texts, blocks, signal);
    const files = out === null ? [] : await writePictures(services, scene, found, resolve(out), signal);
    invocation.console.result({ window, relevance: found, files }, linesOf(window, found, files));
  },
};

/** The phrases asked for, or the noun phrases of the sentence. */
function phrasesIn(invocation: Invocation, text: string): readonly string[] {
  const asked = listOption(invocation, 'phrase');
  if (asked.some((phrase) => phrase.trim() === '')) throw new UsageError('--phrase is empty');
  if (asked.length > 0) return asked;
  const found = nounPhrases(text).map(({ start, end }) => text.slice(start, end));
  return found.filter((phrase) => phrase !== text.trim());
}

async function windowOf(
  invocation: Invocation,
  { queries }: Services,
  { id: scene, widthPx, heightPx }: SceneDetail,
  model: Parameters<Services['models']['encoder']>[0],
  text: string,
): Promise<RasterWindow> {
  const written = textOption(invocation, 'window');
  const rank = countOption(invocation, 'hit', 1);
  if (written !== null && rank !== null) throw new UsageError('give either --hit or --window');
  if (written !== null) return parseWindow(written, widthPx, heightPx);
  const hits = rank ?? 1;
  const terms = [{ kind: 'text', text, weight: 1 }] as const;
  const result = await queries.run({ scene, model, terms, hits }, invocation.signal);
  const hit = result.hits[hits - 1];
  if (!hit) throw new InvalidInput(`the question has ${result.hits.length} hits, not ${hits}`);
  return hit.window;
}

function parseWindow(written: string, widthPx: number, heightPx: number): RasterWindow {
  const [col, row, size, ...rest] = written.split(',').map(Number);
  if (rest.length > 0 || ![col, row, size].every(Number.isSafeInteger) || size < 1)
    throw new UsageError(`--window: expected COL,ROW,SIZE in pixels, got "${written}"`);
  if (col < 0 || row < 0 || col + size > widthPx || row + size > heightPx)
    throw new InvalidInput(`--window ${written} is not inside the scene of ${widthPx} x ${heightPx} px`);
  return { col, row, widthPx: size, heightPx: size };
}

/** `out` for the sentence; its name with a number for each phrase. */
async function writePictures(
  { scenes, pictures }: Services,
  scene: SceneDetail['id'],
  found: readonly WindowRelevance[],
  out: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const seen = square(await scenes.modelViewPixels(scene, found[0].window, signal));
  const files: string[] = [];
  for (const [i, { patchesPerEdge, values }] of found.entries()) {
    const { widthPx, heightPx, rgb } = relevancePicture(seen, patchesPerEdge, Float32Array.from(values));
    const file = i === 0 ? out : `${out.slice(0, -4)}-${i}.png`;
    const png = await pictures.encode({ widthPx, heightPx, channels: 3, pixels: rgb }, 'png');
    await new NodeStorage().writeFile(file, png);
    files.push(file);
  }
  return files;
}

function square(picture: RgbImage): RgbImage {
  const rgb = new Uint8Array(PICTURE_PX * PICTURE_PX * 3);
  resizeAndCrop(picture, PICTURE_PX, rgb);
  return { widthPx: PICTURE_PX, heightPx: PICTURE_PX, rgb };
}

function linesOf(
  { col, row, widthPx }: RasterWindow,
  found: readonly WindowRelevance[],
  files: readonly string[],
): string {
  return [
    `window at col ${col} row ${row} of ${widthPx} px`,
    ...found.map(({ text, cosine, patchesPerEdge, values }) => {
      const best = values.indexOf(Math.max(...values));
      const place = (patch: number) => Math.round(((patch + 0.5) / patchesPerEdge) * widthPx);
      const [x, y] = [col + place(best % patchesPerEdge), row + place(Math.floor(best / patchesPerEdge))];
      return `"${text}" ${cosine.toFixed(4)}, found most at col ${x} row ${y}`;
    }),
    ...files.map((file) => `picture written to ${file}`),
  ].join('\n');
}
