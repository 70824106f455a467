/** Evaluation of a checkpoint by the encoder used for search: retrieval on held-out pairs, and answers on a scene. */

import type { TextKind } from '../../core/documents/dataset.ts';
import type { RetrievalFigures, RunLogEntry } from '../../core/documents/run.ts';
import type { RasterWindow } from '../../core/documents/scene.ts';
import type { ScoredWindow } from '../../core/documents/search.ts';
import type { Encoder, ModelIdentity } from '../../core/encoder.ts';
import { retrievalFigures } from '../../core/metrics/retrieval.ts';
import type { Task } from '../../core/task.ts';
import type { RgbImage } from '../../core/tensor/rgb-image.ts';
import type { ClipConfig } from '../../models/clip/clip-config.ts';
import type { TowerRunner } from '../../models/encoder/tower-runner.ts';
import { resizeAndCrop } from '../../models/preprocess/resize-crop.ts';
import type { CaptionPair } from '../dataset/caption-pair.ts';
import { decodePictures } from '../dataset/decode-pictures.ts';
import type { Pictures } from '../dataset/read-picture.ts';
import type { SampleWindows } from './sample-windows.ts';

/** Pictures in memory at a time. */
const PICTURES = 32;
const HITS = 5;

type Validation = Pick<
  Extract<RunLogEntry, { kind: 'validation' }>,
  'long' | 'short' | 'meanRecall' | 'pictures'
>;

/** Recall in both directions, for each kind of text in `kinds`. Pairs that share a picture count as captions of it. */
export async function validate(
  encoder: Encoder,
  pictures: Pictures,
  pairs: readonly CaptionPair[],
  kinds: readonly TextKind[],
  task: Task,
): Promise<Validation> {
  const { embeddingDim: dim, imageSizePx: sizePx } = encoder.model;
  const paths = [...new Set(pairs.map(({ image }) => image))];
  const places = new Map(paths.map((path, i) => [path, i]));
  const imageOfText = pairs.map(({ image }) => places.get(image)!);
  const images = new Float32Array(paths.length * dim);
  for (let start = 0; start < paths.length; start += PICTURES) {
    task.signal.throwIfAborted();
    task.report({ phase: 'validating', done: start, total: paths.length });
    const group = paths.slice(start, start + PICTURES);
    images.set(await encoder.encodeImages(await cropsOf(pictures, group, sizePx)), start * dim);
  }
  const figures = async (kind: TextKind): Promise<RetrievalFigures | null> => {
    if (!kinds.includes(kind)) return null;
    const texts = await encoder.encodeTexts(pairs.map((pair) => pair[kind] ?? ''));
    return retrievalFigures({ images, texts, dim, imageOfText });
  };
  const [long, short] = [await figures('long'), await figures('short')];
  const recalls = [long, short].flatMap((each) => (each ? [each.meanRecall] : []));
  const meanRecall = recalls.reduce((sum, each) => sum + each, 0) / recalls.length;
  return { long, short, meanRecall, pictures: paths.length };
}

/** Pictures in the model's size, which the encoder uses as they are. */
async function cropsOf(
  pictures: Pictures,
  paths: readonly string[],
  sizePx: number,
): Promise<readonly RgbImage[]> {
  const crops = paths.map(() => new Uint8Array(sizePx * sizePx * 3));
  await decodePictures(pictures, paths, (image, i) => resizeAndCrop(image, sizePx, crops[i]));
  return crops.map((rgb) => ({ widthPx: sizePx, heightPx: sizePx, rgb }));
}

/** The five best windows for each sentence, best first. */
export async function answerSamples(
  encoder: Encoder,
  runner: TowerRunner,
  texts: readonly string[],
  { windows, crops }: SampleWindows,
): Promise<{ text: string; hits: ScoredWindow[] }[]> {
  const { embeddingDim: dim, imageSizePx } = encoder.model;
  const cropBytes = imageSizePx ** 2 * 3;
  const features = new Float32Array(windows.length * dim);
  for (let start = 0; start < windows.length; start += PICTURES) {
    const count = Math.min(PICTURES, windows.length - start);
    const group = crops.subarray(start * cropBytes, (start + count) * cropBytes);
    features.set(await runner.runVision(group, count), start * dim);
  }
  const sentences = await encoder.encodeTexts(texts);
  return texts.map((text, row) => ({
    text,
    hits: bestWindows(features, sentences.subarray(row * dim, (row + 1) * dim), windows),
  }));
}

/** Identity for an encoder of weights that have no model folder yet. */
export function identityOf(
  id: string,
  { embeddingDim, imageSizePx, contextLength }: ClipConfig,
): ModelIdentity {
  return { id, weightsSha256: '', precision: 'fp32', embeddingDim, imageSizePx, contextLength };
}

function bestWindows(
  features: Float32Array,
  sentence: Float32Array,
  windows: readonly RasterWindow[],
): ScoredWindow[] {
  const dim = sentence.length;
  const scored = windows.map((window, row) => {
    let [dot, squares] = [0, 0];
    for (let i = 0; i < dim; i++) {
      dot += features[row * dim + i] * sentence[i];
      squares += features[row * dim + i] ** 2;
    }
    return { window, score: dot / Math.sqrt(squares) };
  });
  return scored.toSorted((a, b) => b.score - a.score).slice(0, HITS);
}
