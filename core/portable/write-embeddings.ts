/** Writes embeddings as GeoParquet 1.1: geometry in longitude and latitude with a bbox covering, one row for each window. */
import type { ColumnSource, SchemaElement } from 'hyparquet-writer';
import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js';
import { ParquetWriter } from 'hyparquet-writer/src/parquet-writer.js';
import type { LonLatPolygon, RasterWindow } from '../documents/scene.ts';
import { greatest, least } from '../extremes.ts';
import type { AppendFile } from '../host.ts';
import { polygonWkb } from './polygon-wkb.ts';
import { META_KEY, type PortableMeta } from './portable-meta.ts';
import { type Quantization, quantized } from './quantization.ts';

/** The library holds a row group as JavaScript numbers. */
const NUMBERS_IN_GROUP = 1 << 20;

export type EmbeddingRow = {
  /** Position in the scenes of the file. */
  readonly scene: number;
  /** Number of the window in the scene's grid, over all sizes. */
  readonly windowNumber: number;
  readonly window: RasterWindow;
  /** Closed; null for a scene without a place. */
  readonly lonLat: LonLatPolygon | null;
  readonly vector: Float32Array;
};

export type LonLatBox = {
  readonly xmin: number;
  readonly ymin: number;
  readonly xmax: number;
  readonly ymax: number;
};

export class EmbeddingsWriter {
  readonly #file: AppendFile;
  readonly #bytes = new ByteWriter();
  readonly #meta: PortableMeta;
  readonly #parquet: ParquetWriter;
  readonly #keyValues: { key: string; value: string }[];
  #rows: EmbeddingRow[] = [];
  #count = 0;
  #box: LonLatBox | null = null;

  constructor(file: AppendFile, meta: PortableMeta) {
    this.#file = file;
    this.#meta = meta;
    this.#keyValues = [{ key: META_KEY, value: JSON.stringify(meta) }];
    this.#parquet = new ParquetWriter({
      writer: this.#bytes,
      schema: schemaOf(meta.quantization),
      kvMetadata: this.#keyValues,
      createdBy: meta.program,
    });
  }

  get count(): number {
    return this.#count;
  }

  /** Around all geometries, in degrees; null if there are none. */
  get box(): LonLatBox | null {
    return this.#box;
  }

  async add(row: EmbeddingRow): Promise<void> {
    this.#rows.push(row);
    if (this.#rows.length * row.vector.length >= NUMBERS_IN_GROUP) await this.#writeGroup();
  }

  /** Returns the size of the file in bytes. */
  async finish(): Promise<number> {
    await this.#writeGroup();
    this.#keyValues.push({ key: 'geo', value: JSON.stringify(geoMetadata(this.#box)) });
    await this.#parquet.finish();
    await this.#flush();
    return this.#file.sizeBytes;
  }

  async #writeGroup(): Promise<void> {
    if (this.#rows.length === 0) return;
    const rows = this.#rows;
    this.#rows = [];
    const boxes = rows.map(({ lonLat }) => (lonLat === null ? null : boxAround(lonLat)));
    for (const box of boxes) if (box !== null) this.#box = this.#box === null ? box : joined(this.#box, box);
    await this.#parquet.write({ columnData: this.#columns(rows, boxes), rowGroupSize: rows.length });
    this.#count += rows.length;
    await this.#flush();
  }

  #columns(rows: readonly EmbeddingRow[], boxes: readonly (LonLatBox | null)[]): ColumnSource[] {
    const { scenes, quantization } = this.#meta;
    const column = (name: string, data: ColumnSource['data']): ColumnSource => ({ name, data });
    const vectors = rows.map(({ vector }) =>
      Array.from(quantization === null ? vector : quantized(vector, quantization)),
    );
    const metresOf = ({ scene, window: win }: EmbeddingRow) => {
      const { metresPerPixel } = scenes[scene];
      return metresPerPixel === null ? null : metresPerPixel * win.widthPx;
    };
    return [
      column(
        'id',
        BigInt64Array.from(rows, (_, i) => BigInt(this.#count + i)),
      ),
      column(
        'geometry',
        rows.map(({ lonLat }) => (lonLat === null ? null : polygonWkb(lonLat))),
      ),
      column('bbox', [...boxes]),
      column(
        'scene',
        rows.map(({ scene }) => scenes[scene].name),
      ),
      column(
        'scene_number',
        Int32Array.from(rows, ({ scene }) => scene),
      ),
      column(
        'window',
        Int32Array.from(rows, ({ windowNumber }) => windowNumber),
      ),
      column(
        'col',
        Int32Array.from(rows, ({ window: win }) => win.col),
      ),
      column(
        'row',
        Int32Array.from(rows, ({ window: win }) => win.row),
      ),
      column(
        'size_px',
        Int32Array.from(rows, ({ window: win }) => win.widthPx),
      ),
      column('size_m', rows.map(metresOf)),
      column(
        'datetime',
        rows.map(({ scene }) => dateOf(scenes[scene].date)),
      ),
      {
        ...column('embedding', vectors),
        // The low bytes of halves written as floats are zero, and side by side they take no room.
        encoding: quantization === null ? 'BYTE_STREAM_SPLIT' : 'PLAIN',
        statistics: false,
      },
    ];
  }

  async #flush(): Promise<void> {
    await this.#file.append(this.#bytes.getBytes().slice());
    this.#bytes.index = 0;
  }
}

export function boxAround(ring: LonLatPolygon): LonLatBox {
  const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)];
  return { xmin: least(xs), ymin: least(ys), xmax: greatest(xs), ymax: greatest(ys) };
}

function joined(a: LonLatBox, b: LonLatBox): LonLatBox {
  return {
    xmin: Math.min(a.xmin, b.xmin),
    ymin: Math.min(a.ymin, b.ymin),
    xmax: Math.max(a.xmax, b.xmax),
    ymax: Math.max(a.ymax, b.ymax),
  };
}

function dateOf(date: string | null): Date | null {
  if (date === null) return null;
  // A time without a zone is taken as UTC, as TIFFs do not say.
  const moment = new Date(/T.*(?:Z|[+-]\d\d:?\d\d)$/.test(date) || !date.includes('T') ? date : `${date}Z`);
  return Number.isNaN(moment.getTime()) ? null : moment;
}

/** GeoParquet 1.1; without a `crs` member coordinates are OGC:CRS84, longitude first. */
function geoMetadata(box: LonLatBox | null): object {
  const covering = Object.fromEntries(['xmin', 'ymin', 'xmax', 'ymax'].map((edge) => [edge, ['bbox', edge]]));
  const geometry = {
    ...{ encoding: 'WKB', geometry_types: ['Polygon'], orientation: 'counterclockwise', edges: 'planar' },
    ...(box === null ? {} : { bbox: [box.xmin, box.ymin, box.xmax, box.ymax] }),
    covering: { bbox: covering },
  };
  return { version: '1.1.0', primary_column: 'geometry', columns: { geometry } };
}

function schemaOf(quantization: Quantization | null): SchemaElement[] {
  const required = { repetition_type: 'REQUIRED' } as const;
  const optional = { repetition_type: 'OPTIONAL' } as const;
  const integer = (name: string): SchemaElement => ({ name, type: 'INT32', ...required });
  const degrees = (name: string): SchemaElement => ({ name, type: 'DOUBLE', ...required });
  const element: SchemaElement =
    quantization === null
      ? { name: 'element', type: 'FLOAT', ...required }
      : { name: 'element', type: 'INT32', converted_type: 'INT_8', ...required };
  const columns: readonly (readonly SchemaElement[])[] = [
    [{ name: 'id', type: 'INT64', ...required }],
    [{ name: 'geometry', type: 'BYTE_ARRAY', ...optional }],
    [{ name: 'bbox', num_children: 4, ...optional }, ...['xmin', 'ymin', 'xmax', 'ymax'].map(degrees)],
    [{ name: 'scene', type: 'BYTE_ARRAY', converted_type: 'UTF8', ...required }],
    ...['scene_number', 'window', 'col', 'row', 'size_px'].map((name) => [integer(name)]),
    [{ name: 'size_m', type: 'DOUBLE', ...optional }],
    [{ name: 'datetime', type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', ...optional }],
    [
      { name: 'embedding', converted_type: 'LIST', num_children: 1, ...required },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      element,
    ],
  ];
  return [{ name: 'schema', num_children: columns.length }, ...columns.flat()];
}
