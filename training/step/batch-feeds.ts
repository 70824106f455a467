/** A batch, and the feeds of a graph's inputs made from it. */
import type { TextKind } from '../../core/documents/dataset.ts';
import { imageTokens } from '../../models/clip/clip-config.ts';
import { pooledMask, pooledPosition } from '../../models/clip/pooling.ts';
import { PIXEL_VALUES } from '../../models/clip/tower-graphs.ts';
import type { Feed, Feeds } from '../../models/onnx/feeds.ts';
import type { Graph } from '../../models/onnx/graph.ts';
import type { ModelWeights } from './model-weights.ts';
import { FITS, IMAGE_HIDDEN, type TextInputNames, type TrainingModel } from './training-graph.ts';

/** Row i of each field belongs to the same pair. Texts of a kind that is not compared are null. */
export type Batch = {
  readonly count: number;
  /** Pixel values `[count, 3, S, S]`, or hidden states `[count, L, D]` if the model's entry asks for them. */
  readonly images: Float32Array;
  readonly long: readonly TextRow[] | null;
  readonly short: readonly TextRow[] | null;
  /** With counter-examples; left out if each text fits only its own picture. */
  readonly fits?: BatchFits;
};

/** For each kind in use, which texts fit which pictures: `[count, count]`, rows of sum 1. */
export type BatchFits = Readonly<Partial<Record<TextKind, Float32Array>>>;

/** Token ids up to the end of text, not padded, or their hidden states `[T, D]` at the model's entry. */
export type TextRow = ArrayLike<number> | { readonly hidden: Float32Array };

/** Feeds of those inputs that are weights. */
export function weightFeeds({ inputs }: Graph, weights: ModelWeights): Feeds {
  return Object.fromEntries(
    inputs.flatMap(({ name }) => {
      const weight = weights.get(name);
      return weight ? [[name, weight] as const] : [];
    }),
  );
}

/** Pixel values or hidden states of `count` pictures. */
export function imageFeeds({ config, entry }: TrainingModel, elements: Float32Array, count: number): Feeds {
  const { imageSizePx, vision } = config;
  return entry.vision === null
    ? { [PIXEL_VALUES]: { elements, shape: [count, 3, imageSizePx, imageSizePx] } }
    : { [IMAGE_HIDDEN]: { elements, shape: [count, imageTokens(config), vision.width] } };
}

/** Which texts fit which pictures, for a model with counter-examples; none for another. */
export function fitFeeds(
  { others }: TrainingModel,
  { count, fits = {} }: Batch,
  kinds: readonly TextKind[],
): Feeds {
  if (others === null) return {};
  return Object.fromEntries(
    kinds.map((kind) => [FITS[kind], { elements: fits[kind] ?? identity(count), shape: [count, count] }]),
  );
}

function identity(count: number): Float32Array {
  return Float32Array.from({ length: count * count }, (_, i) => Number(i % (count + 1) === 0));
}

export function scalarFeed(value: number): Feed {
  return { elements: Float32Array.of(value), shape: [] };
}

/** Rows padded to the longest one; tokens after the end of text have no effect. */
export function textFeeds(
  { config, entry, padId }: TrainingModel,
  rows: readonly TextRow[],
  names: TextInputNames,
): Feeds {
  const width = entry.text === null ? null : config.text.width;
  const lengths = rows.map((row) => textLength(row, width));
  const length = Math.max(...lengths);
  const ends = rows.map((row, i) => ('hidden' in row ? lengths[i] - 1 : pooledPosition(row)));
  return {
    ...(width === null
      ? { [names.ids]: paddedIds(rows, length, padId) }
      : { [names.hidden]: paddedHidden(rows, length, width) }),
    [names.endOfText]: { elements: pooledMask(ends, length), shape: [rows.length, length] },
  };
}

/** `[N, length]` */
function paddedIds(rows: readonly TextRow[], length: number, padId: number): Feed {
  const elements = new BigInt64Array(rows.length * length).fill(BigInt(padId));
  for (const [i, row] of rows.entries())
    if (!('hidden' in row)) elements.set(Array.from(row, BigInt), i * length);
  return { elements, shape: [rows.length, length] };
}

/** `[N, length, width]` */
function paddedHidden(rows: readonly TextRow[], length: number, width: number): Feed {
  const elements = new Float32Array(rows.length * length * width);
  for (const [i, row] of rows.entries()) if ('hidden' in row) elements.set(row.hidden, i * length * width);
  return { elements, shape: [rows.length, length, width] };
}

/** Length in tokens. `width` is that of hidden states; null if the model reads ids. */
function textLength(row: TextRow, width: number | null): number {
  const isHidden = 'hidden' in row;
  if (isHidden !== (width !== null))
    throw new Error(
      `the model reads ${width === null ? 'token ids' : 'hidden states'}, but the batch holds the other`,
    );
  return isHidden ? row.hidden.length / width! : row.length;
}

export function required<T>(texts: T | null, kind: string): T {
  if (texts === null) throw new Error(`the batch has no ${kind} texts`);
  return texts;
}
