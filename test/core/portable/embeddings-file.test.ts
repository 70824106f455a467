/** Files of embeddings: written and read back, by us and by DuckDB. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromHalves, toHalves } from '../../../core/bytes/float16.ts';
import { closing } from '../../../core/closing.ts';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import type { PortableMeta } from '../../../core/portable/portable-meta.ts';
import { quantizationBound, quantizationOf, readQuantization } from '../../../core/portable/quantization.ts';
import { EmbeddingsReader, type ReadRow } from '../../../core/portable/read-embeddings.ts';
import { type EmbeddingRow, EmbeddingsWriter } from '../../../core/portable/write-embeddings.ts';
import { seededRandom } from '../../../core/seeded-random.ts';
import { NodeStorage } from '../../../electron/node/node-storage.ts';
import { parquetOpener } from '../../../electron/node/parquet-files.ts';
import { WORKER_ENTRIES } from '../../../electron/node/worker-entries.ts';

/** Null where its native part is not installed. */
const duckdb = await import('@duckdb/node-api').catch(() => null);
const withDuckDb = test.skipIf(duckdb === null);
const storage = new NodeStorage();
const openParquet = parquetOpener(WORKER_ENTRIES.parquet);
const DIM = 24;
const ROWS = 5000;
const WEIRD = 'a "b"\n中文\'; drop.tif';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-portable-'));
});
afterAll(() => rm(folder, { recursive: true }));

const meta = (quantization: PortableMeta['quantization'] = null): PortableMeta => ({
  ...{ version: 1, program: 'Longsight test', created: '2026-01-02T03:04:05.000Z', quantization },
  model: {
    ...{ id: 'synthetic', weightsSha256: 'a'.repeat(64), precision: 'fp32', embeddingDim: DIM },
    ...{ imageSizePx: 224, contextLength: 248 },
  },
  scenes: ['first.tif', WEIRD].map((name, i) => ({
    ...{ name, content: `content ${i}`, modelView: 'bands 0 1 2', metresPerPixel: i === 0 ? 0.5 : null },
    ...{ date: i === 0 ? '2023-05-06T07:08:09' : null, widthPx: 6400, heightPx: 6400 },
    grid: [{ sizePx: 64, stridePx: 64, offsetPx: 0 }],
  })),
});

/** Rows with vectors that are exact halves; those of the second scene have no place. */
function rows(): readonly EmbeddingRow[] {
  const random = seededRandom(5);
  return Array.from({ length: ROWS }, (_, i) => {
    const halves = new Uint16Array(DIM);
    toHalves(
      Float32Array.from({ length: DIM }, () => random() - 0.5),
      halves,
    );
    const [lon, lat] = [24 + i / 1000, 56 - i / 2000];
    const lonLat = [
      [lon, lat],
      [lon, lat - 0.001],
      [lon + 0.002, lat - 0.001],
      [lon + 0.002, lat],
      [lon, lat],
    ] as const;
    const isFirst = i < ROWS - 100;
    return {
      ...{
        scene: isFirst ? 0 : 1,
        windowNumber: i,
        vector: fromHalves(halves),
        lonLat: isFirst ? lonLat : null,
      },
      window: { col: 64 * (i % 100), row: 64 * Math.floor(i / 100), widthPx: 64, heightPx: 64 },
    };
  });
}

const all = rows();

async function written(name: string, given: PortableMeta): Promise<string> {
  const path = join(folder, name);
  await using file = closing(await storage.openAppend(path));
  const writer = new EmbeddingsWriter(file, given);
  for (const row of all) await writer.add(row);
  expect(await writer.finish()).toBe(file.sizeBytes);
  expect(writer.count).toBe(ROWS);
  return path;
}

async function readBack(path: string, stated = readQuantization(null, '')) {
  await using file = closing(await openParquet(path));
  const reader = await EmbeddingsReader.open(file, 'file.parquet', stated);
  const found: ReadRow[] = [];
  for await (const row of reader.read(new AbortController().signal)) found.push(row);
  return { reader, found };
}

test('floats come back bit by bit, with scene, window and place', async () => {
  const { reader, found } = await readBack(await written('f32.parquet', meta()));
  expect(reader.meta).toEqual({ ...meta(), model: { ...meta().model, departures: '' } });
  expect(reader).toMatchObject({ rows: ROWS, dim: DIM, quantization: null });
  expect(found).toEqual(all);
});

test('8-bit integers come back within half a step, and the file is smaller', async () => {
  const quantization = quantizationOf(-0.5, 0.5);
  const { found } = await readBack(await written('int8.parquet', meta(quantization)));
  const bound = quantizationBound(quantization);
  expect(bound).toBeCloseTo(1 / 510, 9);
  const off = found.map(({ vector }, i) => vector.map((value, k) => Math.abs(value - all[i]!.vector[k]!)));
  expect(Math.max(...off.flatMap((each) => [...each]))).toBeLessThanOrEqual(bound * (1 + 1e-5));
  const size = async (name: string) => (await storage.stat(join(folder, name))).sizeBytes;
  expect(await size('int8.parquet')).toBeLessThan(await size('f32.parquet'));
});

test('a run of values that never ends is stopped at 256 MB, and is named', async () => {
  const damaged = fileURLToPath(
    new URL('../../fixtures/fuzz/parquet/fault-found-run-without-end.parquet', import.meta.url),
  );
  const before = process.memoryUsage.rss();
  await expect(readBack(damaged)).rejects.toThrow(/file\.parquet: rows 1 to 1 .*takes more than 256 MB/);
  expect(process.resourceUsage().maxRSS * 1024 - before).toBeLessThan(2 ** 30);
});

withDuckDb('DuckDB reads types, geometry, covering and vectors, in longitude and latitude', async () => {
  const path = await written('duck.parquet', meta());
  const connection = await (await duckdb!.DuckDBInstance.create(':memory:')).connect();
  const rowsOf = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJson();
  const from = `from read_parquet('${path}')`;
  const types = Object.fromEntries(
    (await rowsOf(`describe select * ${from}`)).map(({ column_name, column_type }) => [
      column_name,
      column_type,
    ]),
  );
  expect(types).toMatchObject({
    id: 'BIGINT',
    bbox: 'STRUCT(xmin DOUBLE, ymin DOUBLE, xmax DOUBLE, ymax DOUBLE)',
    ...{ scene: 'VARCHAR', window: 'INTEGER', size_px: 'INTEGER', size_m: 'DOUBLE', embedding: 'FLOAT[]' },
  });
  expect(types.geometry).toBe("GEOMETRY('OGC:CRS84')");
  expect(types.datetime).toMatch(/TIMESTAMP/);
  const [counted] = await rowsOf(
    `select count(*)::int n, count(geometry)::int g, count(distinct scene)::int s ${from}`,
  );
  expect(counted).toEqual({ n: ROWS, g: ROWS - 100, s: 2 });
  const [row] = await rowsOf(
    `select bbox, scene, col, size_m, embedding, hex(ST_AsWKB(geometry)) wkb ${from} where id = 42`,
  );
  const { lonLat, vector } = all[42]!;
  expect(row!.bbox).toEqual({
    xmin: lonLat![0]![0],
    ymin: lonLat![1]![1],
    xmax: lonLat![2]![0],
    ymax: lonLat![0]![1],
  });
  expect(row).toMatchObject({ scene: 'first.tif', col: 64 * 42, size_m: 32 });
  expect(row!.embedding).toEqual([...vector]);
  const wkb = Buffer.from(String(row!.wkb), 'hex');
  expect([wkb.readUInt32LE(1), wkb.readUInt32LE(9)]).toEqual([3, 5]);
  expect([wkb.readDoubleLE(13), wkb.readDoubleLE(21)]).toEqual([...lonLat![0]!]);
  const [pair] = await rowsOf(
    `select decode(value) geo from parquet_kv_metadata('${path}') where decode(key) = 'geo'`,
  );
  const geo = JSON.parse(String(pair!.geo));
  expect(geo).toMatchObject({ version: '1.1.0', primary_column: 'geometry' });
  // Without a `crs` member the coordinates are OGC:CRS84.
  expect(geo.columns.geometry).not.toHaveProperty('crs');
  expect(geo.columns.geometry).toMatchObject({
    encoding: 'WKB',
    covering: { bbox: { xmin: ['bbox', 'xmin'] } },
  });
  const [edges] = await rowsOf(
    `select min(bbox.xmin) a, min(bbox.ymin) b, max(bbox.xmax) c, max(bbox.ymax) d ${from}`,
  );
  expect(geo.columns.geometry.bbox).toEqual(Object.values(edges!));
  const [odd] = await rowsOf(
    `select scene, geometry is null g, bbox is null b, datetime is null d ${from} where id = ${ROWS - 1}`,
  );
  expect(odd).toEqual({ scene: WEIRD, g: true, b: true, d: true });
});

describe('files of others', () => {
  async function made(
    name: string,
    columnData: Parameters<typeof parquetWriteBuffer>[0]['columnData'],
    more = {},
  ) {
    const path = join(folder, name);
    await writeFile(path, new Uint8Array(parquetWriteBuffer({ columnData, ...more })));
    return path;
  }
  const list = (name: string, element: object) => [
    { name: 'root', num_children: 1 },
    { name, converted_type: 'LIST', num_children: 1, repetition_type: 'REQUIRED' },
    { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
    { name: 'element', repetition_type: 'REQUIRED', ...element },
  ];

  test('any one list of numbers is taken; doubles become floats', async () => {
    const path = await made(
      'd.parquet',
      [
        {
          name: 'emb',
          data: [
            [0.5, 0.25],
            [1, 0],
          ],
        },
      ],
      { schema: list('emb', { type: 'DOUBLE' }) },
    );
    const { reader, found } = await readBack(path);
    expect(reader.meta).toBeNull();
    expect(found).toEqual([
      { scene: -1, windowNumber: -1, window: null, lonLat: null, vector: Float32Array.of(0.5, 0.25) },
      { scene: -1, windowNumber: -1, window: null, lonLat: null, vector: Float32Array.of(1, 0) },
    ]);
  });

  test('integers are read only with a stated quantization', async () => {
    const schema = list('embedding', { type: 'INT32', converted_type: 'INT_8' });
    const path = await made('i.parquet', [{ name: 'embedding', data: [[-128, 127]] }], { schema });
    await expect(readBack(path)).rejects.toThrow(/nothing says how they were quantized/);
    const stated = readQuantization(
      { method: 'linear', original_dtype: 'float32', scale: [0.01], offset: [0.5] },
      'item.json',
    );
    const { found } = await readBack(path, stated);
    expect([...found[0]!.vector]).toEqual([Math.fround(-0.78), Math.fround(1.77)]);
  });

  test.each([
    [
      { method: 'product', original_dtype: 'float32' },
      Unsupported,
      /quantized by "product", which is not known/,
    ],
    [{ method: 'linear', original_dtype: 'float32' }, InvalidInput, /needs one scale and one offset/],
    [
      { method: 'linear', original_dtype: 'float32', scale: [1, 2], offset: [0, 0] },
      InvalidInput,
      /one scale/,
    ],
    ['int8', InvalidInput, /is "int8", not an object/],
  ])('the quantization %j is refused', (fields, kind, message) => {
    expect(() => readQuantization(fields, 'item.json')).toThrow(kind);
    expect(() => readQuantization(fields, 'item.json')).toThrow(message);
  });

  test('what is no file of embeddings is refused by name', async () => {
    const path = join(folder, 'text.parquet');
    await writeFile(path, 'PAR1 this is no parquet PAR1');
    await expect(readBack(path)).rejects.toThrow(/file\.parquet: cannot be read as a Parquet file/);
    const words = await made('w.parquet', [{ name: 'word', data: ['a'], type: 'STRING' }]);
    await expect(readBack(words)).rejects.toThrow(/no column of lists of numbers/);
    const ragged = await made('r.parquet', [{ name: 'embedding', data: [[1, 2], [1]] }], {
      schema: list('embedding', { type: 'FLOAT' }),
    });
    await expect(readBack(ragged)).rejects.toThrow(/row 2: 1 numbers, the rows before have 2/);
    const nan = await made('n.parquet', [{ name: 'embedding', data: [[1, Number.NaN]] }], {
      schema: list('embedding', { type: 'FLOAT' }),
    });
    await expect(readBack(nan)).rejects.toThrow(/row 1: the embedding holds a value that is not a number/);
  });

  test('a quantization in our own metadata that is not known is refused', async () => {
    const given = {
      ...meta(),
      quantization: { method: 'product', originalType: 'float16', scale: 1, offset: 0 },
    };
    const schema = list('embedding', { type: 'INT32', converted_type: 'INT_8' });
    const kvMetadata = [{ key: 'longsight', value: JSON.stringify(given) }];
    const path = await made('q.parquet', [{ name: 'embedding', data: [Array(DIM).fill(1)] }], {
      schema,
      kvMetadata,
    });
    await expect(readBack(path)).rejects.toThrow(/quantized by "product"/);
  });

  test('coordinates in another CRS than longitude and latitude are refused by its code', async () => {
    const crs = { id: { authority: 'EPSG', code: 32_635 } };
    const geo = {
      version: '1.1.0',
      primary_column: 'geometry',
      columns: { geometry: { encoding: 'WKB', geometry_types: [], crs } },
    };
    const path = await made('c.parquet', [{ name: 'embedding', data: [[1]] }], {
      schema: list('embedding', { type: 'FLOAT' }),
      kvMetadata: [{ key: 'geo', value: JSON.stringify(geo) }],
    });
    await expect(readBack(path)).rejects.toThrow(/geometry is in EPSG:32635/);
  });
});
