/** Parquet files to start from: our own with floats and with integers, files of others, and items that state a quantization. */
import { parquetWriteBuffer, type SchemaElement } from 'hyparquet-writer';
import type { PortableMeta } from '../../../core/portable/portable-meta.ts';
import { type Quantization, quantizationOf } from '../../../core/portable/quantization.ts';
import { stacItem } from '../../../core/portable/stac-documents.ts';
import { EmbeddingsWriter } from '../../../core/portable/write-embeddings.ts';
import { MemoryStorage } from '../memory-storage.ts';
import type { Seed } from '../seed.ts';

const DIM = 12;
const ROWS = 9;
const QUANTIZATION = quantizationOf(-1, 1);

function metaWith(quantization: Quantization | null): PortableMeta {
  return {
    ...{ version: 1, program: 'Longsight', created: '2026-01-02T03:04:05.000Z', quantization },
    model: {
      ...{ id: 'm', weightsSha256: 'a'.repeat(64), precision: 'fp32', embeddingDim: DIM },
      ...{ imageSizePx: 32, contextLength: 77, departures: '' },
    },
    scenes: [
      {
        ...{ name: 'first.tif', content: 'content', modelView: 'bands 0 1 2', metresPerPixel: 0.5 },
        ...{ date: '2023-05-06T07:08:09', widthPx: 640, heightPx: 640 },
        grid: [{ sizePx: 64, stridePx: 64, offsetPx: 0 }],
      },
    ],
  };
}

async function ours(quantization: Quantization | null): Promise<Uint8Array> {
  const storage = new MemoryStorage();
  const writer = new EmbeddingsWriter(await storage.openAppend('x'), metaWith(quantization));
  for (let i = 0; i < ROWS; i++) {
    const [lon, lat] = [24 + i / 100, 56];
    await writer.add({
      ...{ scene: 0, windowNumber: i, window: { col: 64 * i, row: 0, widthPx: 64, heightPx: 64 } },
      vector: Float32Array.from({ length: DIM }, (_, k) => Math.sin(i * DIM + k)),
      lonLat: [
        [lon, lat],
        [lon, lat - 0.01],
        [lon + 0.01, lat - 0.01],
        [lon + 0.01, lat],
        [lon, lat],
      ],
    });
  }
  await writer.finish();
  return storage.readFile('x');
}

/** A column of lists, as other programs write embeddings. */
function others(kind: 'float' | 'int8', value: (i: number) => number): Uint8Array {
  const required = { repetition_type: 'REQUIRED' } as const;
  const data = Array.from({ length: ROWS }, (_, row) =>
    Array.from({ length: DIM }, (_, k) => value(row * DIM + k)),
  );
  const schema: SchemaElement[] = [
    { name: 'schema', num_children: 1 },
    { name: 'embedding', converted_type: 'LIST', num_children: 1, ...required },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    kind === 'float'
      ? { name: 'element', type: 'FLOAT', ...required }
      : { name: 'element', type: 'INT32', converted_type: 'INT_8', ...required },
  ];
  return new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'embedding', data }], schema }));
}

export async function parquetSeeds(): Promise<readonly Seed[]> {
  const [floats, integers] = [await ours(null), await ours(QUANTIZATION)];
  const item = stacItem(metaWith(QUANTIZATION), {
    ...{ parquet: 'file.parquet', collection: 'c.json', item: 'file.json', rows: ROWS, box: null },
  });
  const texts: Readonly<Record<string, string>> = {
    'item.json': JSON.stringify(item),
    'fault-item-cut.json': JSON.stringify(item).slice(0, -9),
  };
  return [
    { name: 'floats.parquet', bytes: floats },
    { name: 'integers.parquet', bytes: integers },
    { name: 'others.parquet', bytes: others('float', Math.sin) },
    { name: 'fault-integers-unstated.parquet', bytes: others('int8', (i) => (i % 255) - 127) },
    { name: 'fault-cut.parquet', bytes: floats.slice(0, -100) },
    { name: 'fault-empty.parquet', bytes: new Uint8Array(0) },
    ...Object.entries(texts).map(([name, text]) => ({ name, bytes: new TextEncoder().encode(text) })),
  ];
}
