/** Reads any list of records: a JSON array, JSON lines, CSV, TSV, or text with one picture and label a line. */
import { InvalidInput } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';
import { jsonRecords } from '../../../training/dataset/json-records.ts';
import { csvRows } from '../../../training/dataset/parse-csv.ts';
import { readText } from '../../../training/dataset/read-text.ts';

export type ListRecord = {
  readonly fields: Readonly<Record<string, unknown>>;
  /** For messages: `pairs.csv, line 3`. */
  readonly origin: string;
};

/** One JSON object, or the records of a list. Records that are not objects are counted. */
export type ReadList =
  | { readonly kind: 'object'; readonly value: unknown }
  | { readonly kind: 'records'; readonly records: readonly ListRecord[]; readonly malformed: number };

export const LIST_FILE = /\.(json|jsonl|ndjson|geojson|csv|tsv|txt)$/i;

/** Throws `InvalidInput` for a file that breaks its format, `NotFound` for a missing one. */
export async function readList(storage: Storage, path: string): Promise<ReadList> {
  if (/\.(csv|tsv)$/i.test(path)) return tableRecords(storage, path);
  if (/\.txt$/i.test(path)) return lineRecords(storage, path);
  const whole = await wholeObject(storage, path);
  if (whole !== null) return { kind: 'object', value: whole };
  const records: ListRecord[] = [];
  let malformed = 0;
  for await (const piece of jsonRecords(readText(storage, path), path))
    for (const { origin, value } of piece)
      if (typeof value === 'object' && value !== null && !Array.isArray(value))
        records.push({ fields: { ...value }, origin });
      else malformed++;
  return { kind: 'records', records, malformed };
}

/** The first of `names` that a record has as text or number; null without one. Names are compared without case. */
export function textField({ fields }: ListRecord, names: readonly string[]): string | null {
  const value = field(fields, names);
  if (typeof value === 'string' && value.trim() !== '') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/** The texts of a field: one, or an array of texts or of {"raw": text}. */
export function textsField({ fields }: ListRecord, names: readonly string[]): readonly string[] {
  const value = field(fields, names);
  return [value].flat().flatMap((each: unknown) => {
    const text = typeof each === 'object' && each !== null && 'raw' in each ? each.raw : each;
    return typeof text === 'string' && text.trim() !== '' ? [text.trim()] : [];
  });
}

function field(fields: ListRecord['fields'], names: readonly string[]): unknown {
  for (const name of names) {
    const found = Object.keys(fields).find((key) => key.trim().toLowerCase() === name);
    if (found !== undefined && fields[found] !== null) return fields[found];
  }
  return undefined;
}

/** Null for an array or for JSON lines. */
async function wholeObject(storage: Storage, path: string): Promise<unknown> {
  if (/\.(jsonl|ndjson)$/i.test(path)) return null;
  const text = new TextDecoder().decode(await storage.readFile(path)).replace(/^\ufeff/, '');
  if (!text.trimStart().startsWith('{')) return null;
  try {
    return JSON.parse(text);
  } catch (cause) {
    // Several objects, one a line, are JSON lines under another name.
    if (/\}\s*\n\s*\{/.test(text)) return null;
    throw new InvalidInput(`${path} is not JSON`, { cause });
  }
}

async function tableRecords(storage: Storage, path: string): Promise<ReadList> {
  let head: readonly string[] | null = null;
  const records: ListRecord[] = [];
  let malformed = 0;
  for await (const rows of csvRows(readText(storage, path), /\.tsv$/i.test(path) ? '\t' : ',', path))
    for (const { line, cells } of rows) {
      if (head === null) head = cells;
      else if (cells.length === head.length)
        records.push({
          fields: Object.fromEntries(head.map((name, i) => [name, cells[i]])),
          origin: `${path}, line ${line}`,
        });
      else malformed++;
    }
  if (head === null)
    throw new InvalidInput(`${path}: the file is empty; its first line must name the columns`);
  return { kind: 'records', records, malformed };
}

/** Lines "picture label": the label is what follows the last space or comma. */
async function lineRecords(storage: Storage, path: string): Promise<ReadList> {
  const lines = new TextDecoder().decode(await storage.readFile(path)).split(/\r?\n/);
  const records = lines.flatMap((line, i): ListRecord[] => {
    const parts = /^(.*\S)[\s,]+(\S+)$/.exec(line.trim());
    return parts === null
      ? []
      : [{ fields: { image: parts[1], class: parts[2] }, origin: `${path}, line ${i + 1}` }];
  });
  return {
    kind: 'records',
    records,
    malformed: lines.filter((line) => line.trim() !== '').length - records.length,
  };
}
