/** Reads caption pairs from a JSON array, JSON lines, a CSV table, or a folder of pictures with texts. */

import type { PairFields } from '../../core/documents/run.ts';
import { InvalidInput } from '../../core/errors.ts';
import type { Storage } from '../../core/host.ts';
import type { CaptionPair } from './caption-pair.ts';
import { jsonRecords } from './json-records.ts';
import { csvRows } from './parse-csv.ts';
import { ANYWHERE, type PictureScope, picturePath } from './picture-path.ts';
import type { RawRecord } from './raw-record.ts';
import { readPairFolder } from './read-pair-folder.ts';
import { readText } from './read-text.ts';

/** A record that cannot be read as a pair. */
export type MalformedRecord = { readonly origin: string; readonly reason: string };
export type ReadPairs = {
  readonly pairs: readonly CaptionPair[];
  readonly malformed: readonly MalformedRecord[];
};

const TABLE = /\.(csv|tsv)$/i;
const JSON_FILE = /\.(json|jsonl|ndjson)$/i;

/** All pairs of a list at once; see `pairsInPieces`. */
export async function readPairs(...list: Parameters<typeof pairsInPieces>): Promise<ReadPairs> {
  const pairs: CaptionPair[] = [];
  const malformed: MalformedRecord[] = [];
  for await (const piece of pairsInPieces(...list)) {
    for (const pair of piece.pairs) pairs.push(pair);
    for (const record of piece.malformed) malformed.push(record);
  }
  return { pairs, malformed };
}

/**
 * Yields the pairs of a list piece by piece, in their order. Names of pictures are relative to `imageRoot`, else to the folder of
 * the file; `scope` says which pictures may be named. Throws `InvalidInput` for a file that breaks its format as a whole. Malformed
 * records, and those that name a picture that they may not name, are listed instead.
 */
export async function* pairsInPieces(
  storage: Storage,
  path: string,
  names: PairFields,
  imageRoot: string | null = null,
  scope: PictureScope = ANYWHERE,
): AsyncGenerator<ReadPairs> {
  if (!TABLE.test(path) && !JSON_FILE.test(path)) {
    yield { pairs: await readPairFolder(storage, path), malformed: [] };
    return;
  }
  const text = readText(storage, path);
  const folder =
    imageRoot === null
      ? path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
      : `${imageRoot}/`;
  for await (const records of TABLE.test(path) ? tableRecords(text, path) : jsonRecords(text, path)) {
    const pairs: CaptionPair[] = [];
    const malformed: MalformedRecord[] = [];
    for (const record of records) {
      const pair = toPair(record, names, folder, scope);
      if (typeof pair === 'string') malformed.push({ origin: record.origin, reason: pair });
      else pairs.push(pair);
    }
    yield { pairs, malformed };
  }
}

async function* tableRecords(text: AsyncIterable<string>, path: string): AsyncGenerator<RawRecord[]> {
  let head: readonly string[] | null = null;
  for await (const rows of csvRows(text, /\.tsv$/i.test(path) ? '\t' : ',', path)) {
    const isFirst = head === null;
    if (isFirst && rows.length > 0) head = rows[0].cells.map((name) => name.trim());
    const columns: readonly string[] = head === null ? [] : head;
    yield (isFirst ? rows.slice(1) : rows).map(({ line, cells }) =>
      tableRecord(columns, cells, `${path}, line ${line}`),
    );
  }
  if (head === null)
    throw new InvalidInput(`${path}: the file is empty; its first line must name the columns`);
}

function tableRecord(head: readonly string[], cells: readonly string[], origin: string): RawRecord {
  const value =
    cells.length === head.length
      ? Object.fromEntries(head.map((name, i) => [name, cells[i]]))
      : `${cells.length} columns instead of ${head.length}`;
  return { origin, value };
}

/** The pair, or why there is none. */
function toPair(
  { origin, value }: RawRecord,
  names: PairFields,
  folder: string,
  scope: PictureScope,
): CaptionPair | string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'not an object';
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const wrong = Object.values(names).find((name) => {
    const field = fields[name];
    return field !== undefined && field !== null && typeof field !== 'string';
  });
  if (wrong !== undefined) return `${wrong} is not a text`;
  const text = (name: string) => {
    const field = fields[name];
    return typeof field === 'string' ? field : null;
  };
  const image = text(names.image);
  if (image === null || image.trim() === '') return `no ${names.image}`;
  const place = picturePath(image, folder, scope);
  if (typeof place === 'string') return `${names.image} ${place}`;
  return {
    image: place.path,
    within: place.within,
    long: text(names.long),
    short: text(names.short),
    group: text(names.group) || null,
    class: text(names.class) || null,
    origin,
  };
}
