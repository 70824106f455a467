/** Reads embeddings from Parquet: our own files, and GeoParquet of others with one list of numbers a row. */
import type { SchemaTree } from 'hyparquet';
import type { LonLatPolygon } from '../documents/scene.ts';
import { InvalidInput, Unsupported } from '../errors.ts';
import { isJsonObject } from '../json-object.ts';
import { inWords } from '../value-in-words.ts';
import type { ParquetFile, ParquetHead } from './parquet-file.ts';
import { META_KEY, type PortableMeta, portableMeta } from './portable-meta.ts';
import { dequantized, type Quantization } from './quantization.ts';
import { boxAround, type EmbeddingRow } from './write-embeddings.ts';

/** Names that producers use, before any other list of numbers. */
const USUAL_NAMES = ['embedding', 'embeddings', 'vector', 'vectors'];
const NUMBERS_AT_ONCE = 1 << 20;
const MOST_DIMENSIONS = 65_536;
const LON_LAT = ['OGC:CRS84', 'EPSG:4326'];

/** `scene` is -1, `window` null and `windowNumber` -1 in files of others. */
export type ReadRow = Omit<EmbeddingRow, 'window'> & { readonly window: EmbeddingRow['window'] | null };

type Column = { readonly name: string; readonly kind: 'float' | 'int8' };

export class EmbeddingsReader {
  readonly name: string;
  readonly rows: number;
  readonly dim: number;
  /** What our files say; null for a file of others. */
  readonly meta: PortableMeta | null;
  readonly quantization: Quantization | null;
  readonly #file: ParquetFile;
  readonly #column: Column;
  readonly #geometry: string | null;

  private constructor(
    name: string,
    file: ParquetFile,
    head: ParquetHead,
    found: { meta: PortableMeta | null; quantization: Quantization | null; dim: number; column: Column },
  ) {
    this.name = name;
    this.rows = head.rows;
    this.dim = found.dim;
    this.meta = found.meta;
    this.quantization = found.quantization;
    this.#file = file;
    this.#column = found.column;
    this.#geometry = geometryColumn(head, name);
  }

  /**
   * `stated` is the quantization that a STAC item beside the file states. Throws `InvalidInput` for a file that is no Parquet or has no
   * embeddings, `Unsupported` for integers without a stated quantization, and for a geometry that is not in longitude and latitude.
   */
  static async open(file: ParquetFile, name: string, stated: Quantization | null): Promise<EmbeddingsReader> {
    const head = await file.head().catch((cause: unknown) => {
      throw new InvalidInput(`${name}: cannot be read as a Parquet file (${reasonOf(cause)}): is it whole?`, {
        cause,
      });
    });
    const column = embeddingColumn(head.schema, name);
    const meta = metaOf(head, name);
    const quantization = meta === null ? stated : meta.quantization;
    if (column.kind === 'int8' && quantization === null)
      throw new Unsupported(
        `${name}: its embeddings are integers, and nothing says how they were quantized: put the STAC item with emb:quantization beside it, or export floats`,
      );
    if (!(head.rows > 0)) throw new InvalidInput(`${name}: has no rows`);
    const [first] = await rowsOf(file, 0, 1, [column.name], name);
    const dim = lengthOf(first?.[column.name], column.name, 1, name);
    if (meta !== null && meta.model.embeddingDim !== dim)
      throw new InvalidInput(
        `${name}: embeddings have ${dim} numbers, those of its model have ${meta.model.embeddingDim}`,
      );
    return new EmbeddingsReader(name, file, head, {
      ...{ meta, dim, column },
      quantization: column.kind === 'int8' ? quantization : null,
    });
  }

  /** All rows in order. Throws `InvalidInput` that names the row for a list of another length or with a value that is no number. */
  async *read(signal: AbortSignal): AsyncGenerator<ReadRow> {
    const { name: embedding } = this.#column;
    const own = this.meta === null ? [] : ['scene_number', 'window', 'col', 'row', 'size_px'];
    const columns = [embedding, ...own, ...(this.#geometry === null ? [] : [this.#geometry])];
    const step = Math.max(1, Math.floor(NUMBERS_AT_ONCE / this.dim));
    for (let at = 0; at < this.rows; at += step) {
      signal.throwIfAborted();
      const end = Math.min(this.rows, at + step);
      const rows = await rowsOf(this.#file, at, end, columns, this.name);
      for (const [i, row] of rows.entries()) yield this.#rowOf(row, at + i + 1);
    }
  }

  #rowOf(row: Readonly<Record<string, unknown>>, number: number): ReadRow {
    const stored = row[this.#column.name] as ArrayLike<number>;
    const length = lengthOf(stored, this.#column.name, number, this.name);
    if (length !== this.dim)
      throw new InvalidInput(
        `${this.name}, row ${number}: ${length} numbers, the rows before have ${this.dim}`,
      );
    const vector =
      this.quantization === null ? Float32Array.from(stored) : dequantized(stored, this.quantization);
    if (!vector.every(Number.isFinite))
      throw new InvalidInput(`${this.name}, row ${number}: the embedding holds a value that is not a number`);
    const place = this.#geometry === null ? null : cornersOf(row[this.#geometry]);
    if (this.meta === null) return { scene: -1, windowNumber: -1, window: null, lonLat: place, vector };
    const whole = (column: string) => Number(row[column]);
    const scene = whole('scene_number');
    if (!(scene >= 0 && scene < this.meta.scenes.length))
      throw new InvalidInput(`${this.name}, row ${number}: scene ${scene} of ${this.meta.scenes.length}`);
    const size = whole('size_px');
    const window = { col: whole('col'), row: whole('row'), widthPx: size, heightPx: size };
    return { scene, windowNumber: whole('window'), window, lonLat: place, vector };
  }
}

async function rowsOf(
  file: ParquetFile,
  start: number,
  end: number,
  columns: readonly string[],
  name: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const rows = await file.rows(start, end, columns).catch((cause: unknown) => {
    throw new InvalidInput(
      `${name}: rows ${start + 1} to ${end} cannot be read (${reasonOf(cause)}): the file may be damaged, or compressed in a way that is not known here`,
      { cause },
    );
  });
  if (rows.length !== end - start)
    throw new InvalidInput(
      `${name}: has ${rows.length} rows from ${start + 1} on where it states ${end - start}: it is damaged`,
    );
  return rows;
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function lengthOf(value: unknown, column: string, row: number, name: string): number {
  const length = Array.isArray(value) || ArrayBuffer.isView(value) ? (value as ArrayLike<number>).length : 0;
  if (length < 1 || length > MOST_DIMENSIONS)
    throw new InvalidInput(`${name}, row ${row}: column ${column} holds no list of numbers`);
  return length;
}

function embeddingColumn({ children }: SchemaTree, name: string): Column {
  const lists = children.flatMap((child) => {
    const kind = kindOf(child);
    return kind === null ? [] : [{ name: child.element.name, kind }];
  });
  const usual = USUAL_NAMES.flatMap((each) => lists.filter((list) => list.name === each));
  const [found] = usual.length > 0 ? usual : lists.length === 1 ? lists : [];
  if (found === undefined)
    throw new InvalidInput(
      lists.length === 0
        ? `${name}: has no column of lists of numbers`
        : `${name}: has several columns of lists (${lists.map((list) => list.name).join(', ')}): name that of the embeddings "embedding"`,
    );
  return found;
}

/** Null unless the column is a list of floats or 8-bit integers. */
function kindOf(column: SchemaTree): Column['kind'] | null {
  let leaf = column;
  let isList = false;
  while (leaf.children.length === 1) {
    isList ||=
      leaf.children[0].element.repetition_type === 'REPEATED' || leaf.element.repetition_type === 'REPEATED';
    leaf = leaf.children[0];
  }
  isList ||= leaf.element.repetition_type === 'REPEATED';
  if (!isList || leaf.children.length > 0) return null;
  const { type, converted_type: converted, logical_type: logical } = leaf.element;
  if (type === 'FLOAT' || type === 'DOUBLE' || logical?.type === 'FLOAT16') return 'float';
  return type === 'INT32' && converted === 'INT_8' ? 'int8' : null;
}

function textOf({ keyValues }: ParquetHead, key: string): string | null {
  const found = keyValues.find((pair) => pair.key === key);
  return found === undefined || found.value === undefined ? null : found.value;
}

function jsonOf(head: ParquetHead, key: string, name: string): unknown {
  const text = textOf(head, key);
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidInput(`${name}: its metadata "${key}" is not JSON`, { cause });
  }
}

function metaOf(head: ParquetHead, name: string): PortableMeta | null {
  const json = jsonOf(head, META_KEY, name);
  if (json === null) return null;
  if (isJsonObject(json) && json.version !== 1)
    throw new Unsupported(`${name}: was written by a newer version of the program: update this one`);
  const { quantization } = isJsonObject(json) ? json : { quantization: null };
  if (isJsonObject(quantization) && quantization.method !== 'linear')
    throw new Unsupported(
      `${name}: its embeddings are quantized by ${inWords(quantization.method)}, which is not known here: export them as floats`,
    );
  return portableMeta(json, `${name}, metadata`);
}

/** Null for a file that is not GeoParquet. Throws `Unsupported` unless its coordinates are longitude and latitude. */
function geometryColumn(head: ParquetHead, name: string): string | null {
  const geo = jsonOf(head, 'geo', name);
  if (!isJsonObject(geo) || typeof geo.primary_column !== 'string' || !isJsonObject(geo.columns)) return null;
  const column = geo.columns[geo.primary_column];
  const crs = isJsonObject(column) ? column.crs : undefined;
  const id =
    isJsonObject(crs) && isJsonObject(crs.id) ? `${plain(crs.id.authority)}:${plain(crs.id.code)}` : null;
  if (crs !== undefined && !LON_LAT.includes(String(id)))
    throw new Unsupported(
      `${name}: its geometry is in ${id ?? 'an unknown coordinate reference system'}: convert it to EPSG:4326 first, for example with ogr2ogr`,
    );
  return geo.primary_column;
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : inWords(value);
}

/** The upright box of a geometry, or the four corners of a polygon that has no more; null without coordinates. */
function cornersOf(geometry: unknown): LonLatPolygon | null {
  const points = pointsOf(isJsonObject(geometry) ? geometry.coordinates : null);
  if (points.length === 0) return null;
  if (points.length === 5) return points;
  const { xmin, ymin, xmax, ymax } = boxAround(points);
  return [
    [xmin, ymin],
    [xmax, ymin],
    [xmax, ymax],
    [xmin, ymax],
    [xmin, ymin],
  ];
}

function pointsOf(coordinates: unknown): LonLatPolygon {
  if (!Array.isArray(coordinates)) return [];
  const [x, y] = coordinates;
  if (typeof x === 'number' && typeof y === 'number') return [[x, y]];
  return coordinates.flatMap(pointsOf);
}
