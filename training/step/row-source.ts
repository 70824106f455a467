/** Tower inputs of any records: pixel values and token ids, made on demand. */

import type { TextKind, TextKinds } from '../../core/documents/dataset.ts';
import type { Augmentation } from '../../core/documents/run.ts';
import { InvalidInput } from '../../core/errors.ts';
import type { ClipConfig } from '../../models/clip/clip-config.ts';
import type { Conventions } from '../../models/preprocess/conventions.ts';
import { pixelValues } from '../../models/preprocess/pixel-values.ts';
import { tokenize } from '../../models/tokenizer/tokenize.ts';
import { augmentInto, drawsOf } from '../dataset/augment.ts';
import type { CaptionPair } from '../dataset/caption-pair.ts';
import { decodePictures } from '../dataset/decode-pictures.ts';
import type { Pictures } from '../dataset/read-picture.ts';

import type { Batch, TextRow } from './batch-feeds.ts';

/** Implemented for pictures and texts themselves, and for the stored output of the frozen part. */
export interface RowSource {
  /** Rows of the records with these numbers, in the order given. */
  images(records: readonly number[], epoch: number): Promise<Float32Array>;
  texts(kind: TextKind, records: readonly number[]): Promise<readonly TextRow[]>;
}

/** The batch of these records, without texts that are not compared. */
export async function readBatch(
  rows: RowSource,
  texts: TextKinds,
  records: readonly number[],
  epoch: number,
): Promise<Batch> {
  return {
    count: records.length,
    images: await rows.images(records, epoch),
    long: texts === 'short' ? null : await rows.texts('long', records),
    short: texts === 'long' ? null : await rows.texts('short', records),
  };
}

/** Ids with start and end of text, cut at the context length. Null if the record has no such text. */
export function tokenRow(
  pair: CaptionPair,
  kind: TextKind,
  { contextLength }: ClipConfig,
  { promptPrefix }: Conventions,
): readonly number[] | null {
  const text = pair[kind];
  return text === null ? null : tokenize(text, contextLength, promptPrefix).ids;
}

export function rowSource(
  pictures: Pictures,
  pairs: readonly CaptionPair[],
  config: ClipConfig,
  conventions: Conventions,
  augmentation: Augmentation,
  seed: number,
): RowSource {
  const { imageSizePx } = config;
  const cropBytes = imageSizePx ** 2 * 3;
  return {
    images: async (records, epoch) => {
      const crops = new Uint8Array(records.length * cropBytes);
      const paths = records.map((record) => pairs[record].image);
      await decodePictures(pictures, paths, (image, i) => {
        const crop = crops.subarray(i * cropBytes, (i + 1) * cropBytes);
        augmentInto(image, augmentation, drawsOf(seed, epoch, records[i]), imageSizePx, crop);
      });
      return pixelValues(crops, records.length, imageSizePx, conventions);
    },
    texts: async (kind, records) =>
      records.map((record) => {
        const ids = tokenRow(pairs[record], kind, config, conventions);
        if (ids === null) throw new InvalidInput(`${pairs[record].origin}: has no ${kind} text`);
        return ids;
      }),
  };
}
