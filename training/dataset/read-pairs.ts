/** Reads caption pairs from a JSON array, JSON lines, a CSV table, or a folder of pictures with texts. */

import type { PairFields } from '../../core/documents/run.ts';
import { InvalidInput } from '../../core/errors.ts';
import type { Storage } from '../../core/host.ts';
import { nextTurn, turnIsLong } from '../../core/turn.ts';
import type { CaptionPair } from './caption-pair.ts';
import { type CsvRow, parseCsv } from './parse-csv.ts';
import { readPairFolder } from './read-pair-folder.ts';

/** A record that cannot be read as a pair. */
export type MalformedRecord = { readonly origin: string; readonly reason: string };
export type ReadPairs = {
  readonly pairs: readonly CaptionPair[];
  readonly malformed: readonly MalformedRecord[];
};

type RawRecord = { readonly origin: string; readonly value: unknown };

const TABLE = /\.(csv|tsv)$/i;
const JSON_FILE = /\.(json|jsonl|ndjson)$/i;

/**
 * Picture paths are relative to `imageRoot`, else to the folder of the file. Throws `InvalidInput` for a file that breaks its format as
 * a whole; malformed records are listed instead.
 */
export async function readPairs(
  storage: Storage,
  path: string,
  names: PairFields,
  imageRoot: string | null = null,
): Promise<ReadPairs> {
  if (!TABLE.test(path) && !JSON_FILE.test(path))
    return { pairs: await readPairFolder(storage, path), malformed: [] };
  const text = decode(await storage.readFile(path), path);
  const records = TABLE.test(path) ? tableRecords(text, path) : jsonRecords(text, path);
  const folder =
    imageRoot === null
      ? path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
      : `${imageRoot}/`;
  const pairs: CaptionPair[] = [];
  const malformed: MalformedRecord[] = [];
  for (const record of records) {
    const pair = toPair(record, names, folder);
    if (typeof pair === 'string') malformed.push({ origin: record.origin, reason: pair });
    else pairs.push(pair);
    if (turnIsLong()) await nextTurn();
  }
  return { pairs, malformed };
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new InvalidInput(`${path}: the text is not UTF-8`, { cause });
  }
}

function* jsonRecords(text: string, path: string): Generator<RawRecord> {
  if (text.trimStart().startsWith('[')) {
    const rows: unknown = parseJson(text, path);
    if (!Array.isArray(rows)) throw new InvalidInput(`${path}: expected an array of records`);
    for (const [i, value] of rows.entries()) yield { origin: `${path}, record ${i + 1}`, value };
    return;
  }
  let line = 1;
  for (let at = 0; at < text.length; line++) {
    const end = text.indexOf('\n', at);
    const own = text.slice(at, end < 0 ? text.length : end);
    const origin = `${path}, line ${line}`;
    if (own.trim() !== '') yield { origin, value: parseJson(own, origin) };
    at = end < 0 ? text.length : end + 1;
  }
}

function parseJson(text: string, origin: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidInput(`${origin}: is not JSON`, { cause });
  }
}

function* tableRecords(text: string, path: string): Generator<RawRecord> {
  let head: CsvRow | null = null;
  for (const row of parseCsv(text, /\.tsv$/i.test(path) ? '\t' : ',', path)) {
    if (head === null) head = row;
    else yield tableRecord(head, row, path);
  }
  if (head === null)
    throw new InvalidInput(`${path}: the file is empty; its first line must name the columns`);
}

function tableRecord(head: CsvRow, { line, cells }: CsvRow, path: string): RawRecord {
  return {
    origin: `${path}, line ${line}`,
    value:
      cells.length === head.cells.length
        ? Object.fromEntries(head.cells.map((name, i) => [name.trim(), cells[i]]))
        : `${cells.length} columns instead of ${head.cells.length}`,
  };
}

/** The pair, or why there is none. */
function toPair({ origin, value }: RawRecord, names: PairFields, folder: string): CaptionPair | string {
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
  return {
    image: isAbsolute(image) ? image : `${folder}${image}`,
    long: text(names.long),
    short: text(names.short),
    group: text(names.group) || null,
    class: text(names.class) || null,
    origin,
  };
}

function isAbsolute(path: string): boolean {
  return /^([/\\]|[a-zA-Z]:[/\\])/.test(path);
}
