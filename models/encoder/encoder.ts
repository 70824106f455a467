/** Dual encoder of a model folder. Pictures and texts are preprocessed here; the runner computes the towers. */
import type { ModelIdentity, PatchEmbeddings, PatchEncoder } from '../../core/encoder.ts';
import { InvalidInput } from '../../core/errors.ts';
import type { RgbImage } from '../../core/tensor/rgb-image.ts';
import { nextTurn, turnIsLong } from '../../core/turn.ts';
import type { Conventions, ResizeRule } from '../preprocess/conventions.ts';
import { resizeAndCrop } from '../preprocess/resize-crop.ts';
import { tokenize as clipTokenize } from '../tokenizer/tokenize.ts';
import type { Tokenize } from '../tokenizer/tokenizer.ts';
import { BatchSize } from './batch-size.ts';
import type { TowerRunner } from './tower-runner.ts';

const LARGEST_IMAGE_BATCH = 32;
const LARGEST_TEXT_BATCH = 16;
const LENGTH_STEP = 8;

/** The part of a model folder that an encoder needs. */
export type EncoderModel = {
  readonly identity: ModelIdentity;
  readonly config: { readonly conventions: Conventions };
};

/**
 * Encodes pictures, their patches and texts as unit vectors. An embedding does not depend on the others of its batch, bit for bit. Encoding
 * throws `InvalidInput` if the model gives features without a direction. `tokenize` is CLIP's unless the model brings a vocabulary.
 */
export function createEncoder(
  { identity, config }: EncoderModel,
  runner: TowerRunner,
  tokenize: Tokenize = clipTokenize,
): PatchEncoder {
  const { embeddingDim, imageSizePx, contextLength } = identity;
  const { padId, promptPrefix, pooling, resize } = config.conventions;
  const imageBatch = new BatchSize(LARGEST_IMAGE_BATCH);
  const textBatch = new BatchSize(LARGEST_TEXT_BATCH);

  /** Runs `run` on batches of crops and gives the features of each batch to `take`, with the number of pictures before it. */
  const eachBatch = async (
    images: readonly RgbImage[],
    run: TowerRunner['runVision'],
    take: (features: Float32Array, count: number, done: number) => void,
    signal?: AbortSignal,
  ): Promise<void> => {
    let done = 0;
    let batch = await cropBatch(images, 0, imageBatch.items, imageSizePx, resize, signal);
    while (done < images.length) {
      signal?.throwIfAborted();
      const { crops, count } = batch;
      const started = performance.now();
      // The next batch is preprocessed while the towers work on this one.
      const [features, next] = await Promise.all([
        run(crops, count, signal),
        cropBatch(images, done + count, imageBatch.items, imageSizePx, resize, signal),
      ]);
      imageBatch.observe(count, performance.now() - started);
      take(features, count, done);
      done += count;
      batch = next;
    }
  };

  const encodeImages = async (images: readonly RgbImage[], signal?: AbortSignal): Promise<Float32Array> => {
    const embeddings = new Float32Array(images.length * embeddingDim);
    await eachBatch(
      images,
      (...batch) => runner.runVision(...batch),
      (features, count, done) =>
        embeddings.set(unitRows(features, count, embeddingDim, 'picture'), done * embeddingDim),
      signal,
    );
    return embeddings;
  };

  const encodePatches = async (
    images: readonly RgbImage[],
    signal?: AbortSignal,
  ): Promise<PatchEmbeddings> => {
    const pictures = new Float32Array(images.length * embeddingDim);
    let patches = new Float32Array(0);
    let perPicture = 0;
    await eachBatch(
      images,
      (...batch) => runner.runPatches(...batch),
      (features, count, done) => {
        const rows = features.length / count / embeddingDim;
        perPicture = (rows - 1) * embeddingDim;
        if (done === 0) patches = new Float32Array(images.length * perPicture);
        const units = unitRows(features, count * rows, embeddingDim, 'patch');
        for (let i = 0; i < count; i++) {
          const [start, end] = [i * rows * embeddingDim, (i + 1) * rows * embeddingDim];
          pictures.set(units.subarray(start, start + embeddingDim), (done + i) * embeddingDim);
          patches.set(units.subarray(start + embeddingDim, end), (done + i) * perPicture);
        }
      },
      signal,
    );
    return { pictures, patches, patchesPerEdge: Math.sqrt(perPicture / embeddingDim) };
  };

  const encodeTexts = async (
    texts: readonly string[],
    signal?: AbortSignal,
    mostTokens = contextLength,
  ): Promise<Float32Array> => {
    const limit = Math.min(contextLength, mostTokens);
    const embeddings = new Float32Array(texts.length * embeddingDim);
    const waiting = texts
      .map((text, index) => textRow(index, tokenize(text, limit, promptPrefix).ids, contextLength, pooling))
      .sort((a, b) => a.length - b.length);
    while (waiting.length > 0) {
      signal?.throwIfAborted();
      const { length } = waiting[0];
      const alike = waiting.findIndex((row) => row.length !== length);
      const rows = waiting.splice(0, Math.min(alike < 0 ? waiting.length : alike, textBatch.items));
      const started = performance.now();
      const features = await runner.runText(padded(rows, length, padId), rows.length, signal);
      textBatch.observe(rows.length, performance.now() - started);
      const units = unitRows(features, rows.length, embeddingDim, 'text');
      rows.forEach(({ index }, row) => {
        embeddings.set(units.subarray(row * embeddingDim, (row + 1) * embeddingDim), index * embeddingDim);
      });
    }
    return embeddings;
  };

  return { model: identity, encodeImages, encodePatches, encodeTexts };
}

/** Rows divided by their lengths. Throws `InvalidInput` if a length is zero or not finite. */
function unitRows(features: Float32Array, count: number, dim: number, what: string): Float32Array {
  if (features.length !== count * dim)
    throw new InvalidInput(`expected ${count} x ${dim} features, but the model gave ${features.length}`);
  const units = new Float32Array(features.length);
  for (let row = 0; row < count; row++) {
    let squares = 0;
    for (let i = row * dim; i < (row + 1) * dim; i++) squares += features[i] ** 2;
    if (!(squares > 0 && squares < Number.POSITIVE_INFINITY))
      throw new InvalidInput(
        `the model's features of a ${what} have the length ${Math.sqrt(squares)}: its weights may be damaged; import it again`,
      );
    const factor = 1 / Math.sqrt(squares);
    for (let i = row * dim; i < (row + 1) * dim; i++) units[i] = features[i] * factor;
  }
  return units;
}

/** Other work on the thread runs in between. */
async function cropBatch(
  images: readonly RgbImage[],
  start: number,
  limit: number,
  sizePx: number,
  resize: ResizeRule,
  signal: AbortSignal | undefined,
): Promise<{ crops: Uint8Array; count: number }> {
  const count = Math.max(0, Math.min(limit, images.length - start));
  const bytes = sizePx * sizePx * 3;
  const crops = new Uint8Array(count * bytes);
  for (let i = 0; i < count; i++) {
    resizeAndCrop(images[start + i], sizePx, crops.subarray(i * bytes, (i + 1) * bytes), resize);
    if (turnIsLong(signal)) await nextTurn(signal);
  }
  return { crops, count };
}

type TextRow = { readonly index: number; readonly ids: readonly number[]; readonly length: number };

/**
 * `length` is the number of tokens with which the text is always run, independent of its batch: its own, rounded up to whole
 * vector registers. Sums over another length may round differently. A model that pools the last position needs all of them.
 */
function textRow(
  index: number,
  ids: readonly number[],
  contextLength: number,
  pooling: Conventions['pooling'],
): TextRow {
  const length =
    pooling === 'last-token'
      ? contextLength
      : Math.min(contextLength, Math.ceil(ids.length / LENGTH_STEP) * LENGTH_STEP);
  return { index, ids, length };
}

/** Rows of ids, filled up with `padId`. `[rows.length, length]` */
function padded(rows: readonly TextRow[], length: number, padId: number): Int32Array {
  const all = new Int32Array(rows.length * length).fill(padId);
  rows.forEach(({ ids }, i) => {
    all.set(ids, i * length);
  });
  return all;
}
