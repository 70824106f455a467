/** Lists of hundreds of thousands of pairs, and lists that come in pieces. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unattended } from '../../../core/task.ts';
import { NodeStorage } from '../../../electron/node/node-storage.ts';
import { OUR_FIELDS } from '../../../training/dataset/caption-pair.ts';
import { checkPairs } from '../../../training/dataset/check-pairs.ts';
import { FirstSeen } from '../../../training/dataset/first-seen.ts';
import { jsonRecords } from '../../../training/dataset/json-records.ts';
import { Origins } from '../../../training/dataset/origins.ts';
import { csvRows } from '../../../training/dataset/parse-csv.ts';
import { countProblems } from '../../../training/dataset/problem-list.ts';
import { readPairs } from '../../../training/dataset/read-pairs.ts';
import { tokenLengths } from '../../../training/dataset/token-lengths.ts';

const storage = new NodeStorage();
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'long-lists-'));
});
afterAll(() => rm(folder, { recursive: true }));

const written = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};
const check = async (path: string) =>
  checkPairs(
    storage,
    await readPairs(storage, path, OUR_FIELDS),
    { kinds: ['long', 'short'], limit: 248 },
    unattended(),
  );

describe('the check of a list with more problems than a call has arguments', () => {
  const PAIRS = 130_000;

  test('lists the first of each kind, and counts the rest in a line', async () => {
    await written('ok.png', 'a picture');
    const path = await written(
      'repeated.csv',
      `image,short,long\nok.png,e f,g h\n${'ok.png,a b,c d\n'.repeat(PAIRS)}`,
    );
    const problems = await check(path);
    expect(problems.length).toBe(3 * 21);
    expect(countProblems(problems, 'error')).toBe(0);
    expect(countProblems(problems, 'warning')).toBe(3 * (PAIRS - 1) + 1);
    expect(problems.map(({ detail }) => detail)).toContain(
      `129,999 short captions occur more than once, first at ${path}, line 4; 129,979 of them are not listed`,
    );
    expect(problems[0]).toMatchObject({
      origin: `${path}, line 4`,
      detail: `the same long caption as ${path}, line 3`,
    });
  });

  test('is as short for malformed records', async () => {
    const problems = await check(await written('malformed.jsonl', '{"short":"no picture"}\n'.repeat(PAIRS)));
    expect(problems).toHaveLength(21);
    expect(countProblems(problems, 'error')).toBe(PAIRS);
  });
});

test('a record whose picture cannot be a file is one problem with its line, and the others are checked', async () => {
  await written('good.png', 'a good picture');
  const images = [
    'good.png',
    'a\0b.png',
    `${'x'.repeat(5000)}.png`,
    `${'y/'.repeat(3000)}z.png`,
    'good.png/x',
  ];
  const rows = images.map((image, i) => JSON.stringify({ image, short: `s${i}`, long: `l${i}` }));
  const problems = await check(await written('odd.jsonl', rows.join('\n')));
  expect(problems.map(({ kind, origin }) => [kind, origin.replace(/.*, /, '')])).toEqual([
    ['malformed-record', 'line 2'],
    ['malformed-record', 'line 3'],
    ['missing-image', 'line 4'],
    ['missing-image', 'line 5'],
  ]);
  for (const { detail } of problems) expect(detail.length).toBeLessThan(7000);
});

test('one text of half a million tokens does not make half a million bins', () => {
  const lengths = tokenLengths(['a', 'x '.repeat(500_000)], 248, 10);
  expect(lengths).toMatchObject({ texts: 2, longest: 500_002, overLimit: 1 });
  expect(lengths.histogram.length).toBeLessThanOrEqual(200);
  expect(lengths.histogram[0]).toBe(1);
  expect(lengths.histogram.at(-1)).toBe(1);
});

/** The text cut into pieces of each length from one character up. */
async function* cut(text: string, length: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}

async function all<T>(pieces: AsyncIterable<readonly T[]>): Promise<T[]> {
  const found: T[] = [];
  for await (const piece of pieces) found.push(...piece);
  return found;
}

const LENGTHS = [1, 2, 3, 7, 1000];

describe('however a text is cut into pieces', () => {
  const values = [
    { a: 'x, "y" \\ [{]} é 橋', b: [1, { c: '\\\\"' }] },
    'text, with ] and \\',
    [],
    7,
    null,
    { image: 'ü\n' },
  ];

  test.each(LENGTHS)('JSON has the same records (%d)', async (length) => {
    const array = await all(jsonRecords(cut(` ${JSON.stringify(values, null, 1)}\n `, length), 'p.json'));
    expect(array.map(({ value }) => value)).toEqual(values);
    expect(array.map(({ origin }) => origin)).toEqual(values.map((_, i) => `p.json, record ${i + 1}`));
    const lines = values.map((value) => `${JSON.stringify(value)}\n`).join('\r\n');
    const found = await all(jsonRecords(cut(`\n${lines}`, length), 'p.jsonl'));
    expect(found.map(({ value }) => value)).toEqual(values);
    expect(found.map(({ origin }) => origin)).toEqual(values.map((_, i) => `p.jsonl, line ${2 * i + 2}`));
    expect(await all(jsonRecords(cut(' [ ] ', length), 'p'))).toEqual([]);
    expect(await all(jsonRecords(cut(' \n', length), 'p'))).toEqual([]);
  });

  test.each(LENGTHS)('JSON that breaks off or goes on is refused (%d)', async (length) => {
    const reading = (text: string) => all(jsonRecords(cut(text, length), 'p.json'));
    for (const [text, fault] of [
      ['[1, 2', /p\.json: is not JSON: the array is not closed/],
      ['[1, "2]', /the array is not closed/],
      ['[1, 2] 3', /text after the end/],
      ['[1, 2,]', /record 3: is not JSON/],
      ['[,]', /record 1: is not JSON/],
      ['[1, {"a": }]', /record 2: is not JSON/],
      ['[1, 2}', /record 2: is not JSON|not closed/],
    ] as const)
      await expect(reading(text), text).rejects.toThrow(fault);
  });

  test.each(LENGTHS)('a table has the same rows (%d)', async (length) => {
    const table = 'a,b\r\n"1 ""x""\n,",2\n\n3,\r4,"5"\r\n"6",7';
    expect(await all(csvRows(cut(table, length), ',', 'p.csv'))).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['1 "x"\n,', '2'] },
      { line: 5, cells: ['3', ''] },
      { line: 6, cells: ['4', '5'] },
      { line: 7, cells: ['6', '7'] },
    ]);
    const open = all(csvRows(cut('a\n"b\nc', length), ',', 'p.csv'));
    await expect(open).rejects.toThrow(/p\.csv, line 2: a quote is not closed/);
  });
});

test('a text that is seen again is known by the record that had it first', () => {
  const seen = new FirstSeen();
  for (let round = 0; round < 2; round++)
    for (let i = 0; i < 50_000; i++) expect(seen.add(`caption ${i}`, round * 50_000 + i)).toBe(i);
});

test('origins come back as they were', () => {
  const written = [
    'a.csv, line 2',
    'a.csv, line 3',
    'pair 10',
    'b/007.png',
    'b/x.png',
    'a, line 123456789012',
    '',
  ];
  const origins = new Origins();
  for (const [i, origin] of written.entries()) expect(origins.add(origin)).toBe(i);
  expect(written.map((_, i) => origins.at(i))).toEqual(written);
});
