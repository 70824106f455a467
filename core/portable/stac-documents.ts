/** The STAC item and collection beside a file of embeddings, with the fields of the Embedding extension. */
import { isJsonObject } from '../json-object.ts';
import {
  EMBEDDING_EXTENSION,
  EMBEDDINGS_ASSET,
  PROCESSING_EXTENSION,
  QUANTIZATION,
  STAC_VERSION,
} from './embedding-extension.ts';
import type { PortableMeta, PortableScene } from './portable-meta.ts';
import { quantizationFields } from './quantization.ts';
import type { LonLatBox } from './write-embeddings.ts';

export type EmbeddingsFile = {
  /** File name of the Parquet file, which lies beside the documents, and of the collection. */
  readonly parquet: string;
  readonly collection: string;
  readonly item: string;
  readonly rows: number;
  readonly box: LonLatBox | null;
};

/** Fields of the run. What the extension gives to collections alone is in `stacCollection`. */
export function stacItem(meta: PortableMeta, file: EmbeddingsFile): object {
  const { model, quantization, scenes } = meta;
  const views = [...new Set(scenes.map(({ modelView }) => modelView))];
  return {
    type: 'Feature',
    stac_version: STAC_VERSION,
    stac_extensions: [EMBEDDING_EXTENSION, PROCESSING_EXTENSION],
    id: file.parquet,
    collection: file.collection,
    geometry: geometryOf(file.box),
    ...(file.box === null ? {} : { bbox: bboxOf(file.box) }),
    properties: {
      ...timesOf(meta),
      created: meta.created,
      data_type: dataType(meta),
      'processing:datetime': meta.created,
      'emb:preprocessing': { format: 'string', expression: views.join('; ') },
      'emb:postprocessing': { format: 'string', expression: 'l2_normalize' },
      'emb:runtime_parameters': {
        model: model.id,
        model_sha256: model.weightsSha256,
        precision: model.precision,
        dimensions: model.embeddingDim,
        grids: distinctGrids(scenes),
        rows: file.rows,
        program: meta.program,
      },
      ...(quantization === null ? {} : { [QUANTIZATION]: quantizationFields(quantization) }),
    },
    links: [
      { rel: 'collection', href: `./${file.collection}`, type: 'application/json' },
      ...scenes.map(({ name }) => ({
        rel: 'emb:source-data',
        href: `./${encodeURIComponent(name)}`,
        title: name,
      })),
    ],
    assets: {
      [EMBEDDINGS_ASSET]: {
        href: `./${encodeURIComponent(file.parquet)}`,
        type: 'application/vnd.apache.parquet',
        roles: ['data'],
      },
    },
  };
}

/** Type, dimensions and layout of the windows, which the extension asks of a collection. */
export function stacCollection(meta: PortableMeta, file: EmbeddingsFile): object {
  const { model, scenes } = meta;
  const [only, ...others] = distinctGrids(scenes).flat();
  const layout =
    only !== undefined && others.length === 0
      ? {
          layout_type: 'regular_grid',
          chip_size: [only.sizePx, only.sizePx],
          stride: [only.stridePx, only.stridePx],
        }
      : { layout_type: 'variable_grid' };
  const { first, last } = timeSpan(scenes);
  return {
    type: 'Collection',
    stac_version: STAC_VERSION,
    stac_extensions: [EMBEDDING_EXTENSION],
    id: file.collection,
    description: `Embeddings of ${scenes.length} scenes by ${model.id}`,
    license: 'other',
    extent: {
      spatial: { bbox: [file.box === null ? [-180, -90, 180, 90] : bboxOf(file.box)] },
      temporal: { interval: [[first, last]] },
    },
    'emb:type': 'chip',
    'emb:dimensions': model.embeddingDim,
    data_type: dataType(meta),
    'emb:chip_layout': layout,
    links: [
      { rel: 'item', href: `./${encodeURIComponent(file.item)}`, type: 'application/geo+json' },
      { rel: 'emb:model', href: `urn:sha256:${model.weightsSha256}`, title: model.id },
      ...scenes.map(({ name }) => ({
        rel: 'emb:source-data',
        href: `./${encodeURIComponent(name)}`,
        title: name,
      })),
    ],
  };
}

/** The quantization that a STAC item states; undefined for JSON that is no item or states none. */
export function quantizationIn(json: unknown): unknown {
  return isJsonObject(json) && isJsonObject(json.properties) ? json.properties[QUANTIZATION] : undefined;
}

function dataType({ quantization }: PortableMeta): string {
  return quantization === null ? 'float32' : 'int8';
}

function distinctGrids(scenes: readonly PortableScene[]): readonly PortableScene['grid'][] {
  const byText = new Map(scenes.map(({ grid }) => [JSON.stringify(grid), grid]));
  return [...byText.values()];
}

function timeSpan(scenes: readonly PortableScene[]): { first: string | null; last: string | null } {
  const dates = scenes.flatMap(({ date }) => (date === null ? [] : [momentOf(date)])).sort();
  return dates.length === 0
    ? { first: null, last: null }
    : { first: dates[0], last: dates[dates.length - 1] };
}

/** STAC wants a moment: that of the scenes if they have one, else their span, else that of the file. */
function timesOf({ scenes, created }: PortableMeta): object {
  const { first, last } = timeSpan(scenes);
  if (first === null || last === null) return { datetime: created };
  return first === last ? { datetime: first } : { datetime: null, start_datetime: first, end_datetime: last };
}

function momentOf(date: string): string {
  if (!date.includes('T')) return `${date}T00:00:00Z`;
  return /(?:Z|[+-]\d\d:?\d\d)$/.test(date) ? date : `${date}Z`;
}

function bboxOf({ xmin, ymin, xmax, ymax }: LonLatBox): readonly number[] {
  return [xmin, ymin, xmax, ymax];
}

function geometryOf(box: LonLatBox | null): object | null {
  if (box === null) return null;
  const { xmin, ymin, xmax, ymax } = box;
  const ring = [
    [xmin, ymin],
    [xmax, ymin],
    [xmax, ymax],
    [xmin, ymax],
    [xmin, ymin],
  ];
  return { type: 'Polygon', coordinates: [ring] };
}
