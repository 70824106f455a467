/**
 * Addresses of a collected pair's picture: `data/pair/{data set}/{pair}`, a square thumbnail, and `data/sent/{data set}/{pair}`, the picture
 * that the caption assistant sends.
 */
import type { PairId } from '../documents/dataset.ts';
import type { DatasetId } from '../documents/ids.ts';

const THUMBNAIL = /^\/?data\/pair\/([\w-]+)\/([\w-]+)$/;
const SENT = /^\/?data\/sent\/([\w-]+)\/([\w-]+)$/;

export type PairAddress = { readonly dataset: DatasetId; readonly pair: PairId };

export function pairUrl(dataset: DatasetId, pair: PairId): string {
  return `data/pair/${dataset}/${pair}`;
}

export function sentPictureUrl(dataset: DatasetId, pair: PairId): string {
  return `data/sent/${dataset}/${pair}`;
}

/** Null for another kind of address. */
export function parsePairUrl(path: string): PairAddress | null {
  return pairFrom(THUMBNAIL.exec(path));
}

/** Null for another kind of address. */
export function parseSentPictureUrl(path: string): PairAddress | null {
  return pairFrom(SENT.exec(path));
}

function pairFrom(match: RegExpExecArray | null): PairAddress | null {
  return match === null ? null : { dataset: match[1] as DatasetId, pair: match[2] as PairId };
}
