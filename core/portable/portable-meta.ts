/** What our files of embeddings say about themselves, under the key `longsight` of the Parquet file. */
import { PRECISIONS } from '../documents/model.ts';
import {
  absentAs,
  array,
  atLeast,
  integer,
  literal,
  nullable,
  number,
  type Shape,
  string,
} from '../documents/shape.ts';
import type { ModelIdentity } from '../encoder.ts';
import { LINEAR } from './embedding-extension.ts';
import type { Quantization } from './quantization.ts';

export const META_KEY = 'longsight';

/** A scene that the windows were cut from. */
export type PortableScene = {
  readonly name: string;
  /** Identity of its bytes and georeferencing. */
  readonly content: string;
  /** Bands, stretch, nodata rule and collar rule, as text. */
  readonly modelView: string;
  readonly date: string | null;
  readonly metresPerPixel: number | null;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Window sizes and their strides, in pixels. */
  readonly grid: readonly { readonly sizePx: number; readonly stridePx: number; readonly offsetPx: number }[];
};

export type PortableMeta = {
  readonly version: 1;
  readonly program: string;
  readonly created: string;
  readonly model: ModelIdentity;
  /** Null for floats that are exact halves. */
  readonly quantization: Quantization | null;
  readonly scenes: readonly PortableScene[];
};

const px = integer(0, 0x7fff_ffff);
const dimension = integer(1, 65_536);

export const portableMeta: Shape<PortableMeta> = atLeast({
  version: literal(1),
  program: string(200),
  created: string(64),
  model: atLeast({
    id: string(),
    weightsSha256: string(64),
    precision: literal(...PRECISIONS),
    embeddingDim: dimension,
    imageSizePx: px,
    contextLength: px,
    departures: absentAs('', string(1 << 16)),
  }),
  quantization: nullable(
    atLeast({
      method: literal(LINEAR),
      originalType: literal('float16', 'float32'),
      scale: number(),
      offset: number(),
    }),
  ),
  scenes: array(
    atLeast({
      name: string(32_768),
      content: string(200),
      modelView: string(1 << 20),
      date: nullable(string(64)),
      metresPerPixel: nullable(number(0)),
      widthPx: px,
      heightPx: px,
      grid: array(atLeast({ sizePx: px, stridePx: px, offsetPx: px }), 64),
    }),
    1_000_000,
  ),
});
