import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unattended } from '../../../core/task.ts';
import { NodeStorage } from '../../../electron/node/node-storage.ts';
import { batchOrder } from '../../../training/dataset/batch-order.ts';
import { OUR_FIELDS } from '../../../training/dataset/caption-pair.ts';
import { checkPairs } from '../../../training/dataset/check-pairs.ts';
import { firstSentence } from '../../../training/dataset/first-sentence.ts';
import { readPairs } from '../../../training/dataset/read-pairs.ts';
import { splitPairs } from '../../../training/dataset/split-pairs.ts';
import { tokenLengths } from '../../../training/dataset/token-lengths.ts';

const storage = new NodeStorage();
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pairs-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const RECORDS = [
  { image: 'a.png', long: 'A "quoted", long text.\nIn two lines.', short: 'a text' },
  { image: 'b.png', long: 'Another text.', short: 'another' },
];
const texts = (pairs: readonly { long: string | null; short: string | null }[]) =>
  pairs.map(({ long, short }) => [long, short]);

describe('caption pairs', () => {
  test('are the same from a JSON array, from JSON lines and from a CSV table', async () => {
    const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const table = RECORDS.map(({ image, long, short }) => `${image},${cell(long)},${short}\r\n`).join('');
    const files = [
      await written('pairs.json', JSON.stringify(RECORDS)),
      await written('pairs.jsonl', RECORDS.map((record) => `${JSON.stringify(record)}\n`).join('')),
      await written('pairs.csv', `image,long,short\r\n${table}`),
    ];
    for (const file of files) {
      const { pairs, malformed } = await readPairs(storage, file, OUR_FIELDS);
      expect(malformed).toEqual([]);
      expect(texts(pairs)).toEqual(RECORDS.map(({ long, short }) => [long, short]));
      expect(pairs[1].image).toBe(join(folder, 'b.png'));
    }
  });

  test('are read from fields with other names', async () => {
    const file = await written('theirs.csv', 'name,caption\na.png,a text\n');
    const { pairs } = await readPairs(storage, file, { ...OUR_FIELDS, image: 'name', short: 'caption' });
    expect(texts(pairs)).toEqual([[null, 'a text']]);
  });

  test('are read from a folder of pictures with text files beside them', async () => {
    await mkdir(join(folder, 'pictures'));
    for (const name of ['a.png', 'b.jpg']) await written(`pictures/${name}`, name);
    await written('pictures/a.txt', 'A long text.\n');
    await written('pictures/a.short.txt', 'a text');
    const { pairs } = await readPairs(storage, join(folder, 'pictures'), OUR_FIELDS);
    expect(texts(pairs)).toEqual([
      ['A long text.', 'a text'],
      [null, null],
    ]);
  });

  test('in a broken table or in a line that is not JSON are refused, and the error names the line', async () => {
    const table = await written('broken.csv', 'image,long\na.png,"x\ny"\nb.png,"open\n');
    await expect(readPairs(storage, table, OUR_FIELDS)).rejects.toThrow(/line 4: a quote is not closed/);
    const lines = await written('broken.jsonl', '{"image":"a.png"}\n{"image"\n');
    await expect(readPairs(storage, lines, OUR_FIELDS)).rejects.toThrow(/line 2: is not JSON/);
  });
});

describe('the check of caption pairs', () => {
  test('lists every problem at once', async () => {
    for (const name of ['one.png', 'copy.png']) await written(name, 'the same bytes');
    for (let i = 0; i < 11; i++) await written(`many-${i}.png`, `picture ${i} ${'x'.repeat(i)}`);
    const many = Array.from({ length: 11 }, (_, i) => ({
      image: `many-${i}.png`,
      long: `long ${i}`,
      short: `${i}`,
      class: 'many',
    }));
    const file = await written(
      'faulty.json',
      JSON.stringify([
        ...many,
        { image: 'one.png', long: 'x '.repeat(247), short: 'one', class: 'few' },
        { image: 'copy.png', long: ' ', short: 'ONE' },
        { image: 'gone.png', long: 'gone', short: 'gone' },
        { image: 'one.png', long: 'again', short: 'again' },
        { long: 'no picture' },
        { image: 'one.png', long: 7 },
      ]),
    );
    const read = await readPairs(storage, file, OUR_FIELDS);
    const problems = await checkPairs(storage, read, { kinds: ['long', 'short'], limit: 248 }, unattended());
    const found = problems.map(({ kind, origin }) => [kind, origin.replace(/.*, /, '')]);
    expect(found).toEqual([
      ['malformed-record', 'record 16'],
      ['malformed-record', 'record 17'],
      ['over-long-caption', 'record 12'],
      ['empty-caption', 'record 13'],
      ['duplicate-caption', 'record 13'],
      ['missing-image', 'record 14'],
      ['duplicate-image', 'record 15'],
      ['duplicate-image', 'record 13'],
      ['class-imbalance', 'all records'],
    ]);
  });

  const alike = (short: (i: number) => string) => ({
    pairs: Array.from({ length: 60 }, (_, i) => ({
      ...{ image: `${i}.png`, long: 'A car park.', short: short(i), group: null, class: null, within: null },
      origin: `record ${i + 1}`,
    })),
    malformed: [],
  });
  const checked = async (short: (i: number) => string) =>
    (await checkPairs(storage, alike(short), { kinds: ['long', 'short'], limit: 248 }, unattended())).filter(
      ({ kind }) => kind === 'duplicate-caption',
    );

  test('sixty equal captions are one error', async () => {
    expect(await checked(() => 'a car park')).toEqual([
      expect.objectContaining({ severity: 'error', origin: 'all records' }),
    ]);
  });

  test('one kind of captions that are all equal is one warning', async () => {
    const [problem, ...others] = await checked((i) => `car park ${i}`);
    expect(others).toEqual([]);
    expect(problem.severity).toBe('warning');
    expect(problem.detail).toContain('all 60 pairs have the same long caption');
  });

  test('captions that repeat are listed up to twenty, then counted', async () => {
    const details = (await checked((i) => (i < 40 ? 'full' : `car park ${i % 10}`))).map(
      ({ detail }) => detail,
    );
    expect(details).toHaveLength(22);
    expect(details[0]).toBe('the same short caption as record 1');
    expect(details[20]).toMatch(/^49 short captions occur more than once, .*; 29 of them are not listed$/);
    expect(details[21]).toContain('all 60 pairs have the same long caption');
  });
});

describe('texts:', () => {
  test('token lengths are counted in bins, with the start and end tokens', () => {
    const lengths = tokenLengths(['a', 'a b', 'x '.repeat(18).trim()], 19, 10);
    expect(lengths).toEqual({
      texts: 3,
      mean: 9,
      longest: 20,
      overLimit: 1,
      binTokens: 10,
      histogram: [2, 0, 1],
    });
  });

  test.each([
    ['A bridge of 3.5 m. And a road.', 'A bridge of 3.5 m.'],
    ['Is it? Yes.', 'Is it?'],
    [' no end ', 'no end'],
  ])('the first sentence of %j is %j', (long, short) => {
    expect(firstSentence(long)).toBe(short);
  });
});

describe('a split', () => {
  const pairs = Array.from({ length: 40 }, (_, i) => ({
    image: `${i % 30}.png`,
    long: `${i}`,
    short: null,
    group: i < 10 ? `scene ${i % 3}` : null,
    class: null,
    origin: `${i}`,
  }));

  test('puts each picture and each scene into one part, and each pair into one part once', () => {
    for (let seed = 0; seed < 50; seed++) {
      const { train, validation } = splitPairs(pairs, 0.3, seed);
      expect(train.length + validation.length).toBe(40);
      expect(validation.length).toBeGreaterThan(8);
      expect(validation.length).toBeLessThanOrEqual(12);
      const parts = (some: typeof pairs | typeof train) =>
        new Set(some.map(({ group, image }) => group ?? image));
      expect([...parts(validation)].filter((part) => parts(train).has(part))).toEqual([]);
    }
  });

  test('holds out no group larger than the share while there are smaller ones', () => {
    const clustered = pairs.map((pair, i) => ({ ...pair, group: i < 15 ? 'a crowd' : `place ${i}` }));
    for (let seed = 0; seed < 50; seed++)
      expect(splitPairs(clustered, 0.1, seed).validation.map(({ group }) => group)).toEqual(
        expect.not.arrayContaining(['a crowd']),
      );
    const halves = pairs.map((pair, i) => ({ ...pair, group: i < 15 ? 'less' : 'more' }));
    expect(splitPairs(halves, 0.1, 1).validation).toHaveLength(15);
    const one = pairs.map((pair) => ({ ...pair, group: 'all' }));
    expect(() => splitPairs(one, 0.1, 1)).toThrow(
      /40 pairs in one group cannot be split: add pairs from other/,
    );
  });

  test('depends on the seed but not on the order of the records', () => {
    const names = (seed: number, records = pairs) =>
      splitPairs(records, 0.2, seed)
        .validation.map(({ origin }) => origin)
        .sort();
    expect(names(1, pairs.toReversed())).toEqual(names(1));
    expect(names(2)).not.toEqual(names(1));
  });
});

describe('the order of batches', () => {
  test('has each record once per epoch, differs between epochs and seeds, and can be computed at any step', () => {
    const order = batchOrder(12, 4, 7);
    const epoch = (first: number) => [0, 1, 2].flatMap((i) => order.at(first + i));
    expect(epoch(0).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i));
    expect(epoch(3)).not.toEqual(epoch(0));
    expect(batchOrder(12, 4, 7).at(4)).toEqual(order.at(4));
    expect(batchOrder(12, 4, 8).at(4)).not.toEqual(order.at(4));
  });
});
