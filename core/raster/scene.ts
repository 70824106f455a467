/** A raster that the user opened: its description and access to its pixels. */

import type {
  Affine,
  BandRendering,
  LonLatPolygon,
  SceneCrs,
  SpectralRole,
  ValueRange,
} from '../documents/scene.ts';
import type { SampleType } from '../tensor/samples.ts';
import type { BandRole } from './band-role.ts';
import type { Raster } from './raster.ts';
import type { ScenePreview } from './scene-preview.ts';

export type SceneBand = {
  readonly name: string;
  readonly role: BandRole;
  readonly measures: SpectralRole | null;
  /** 2-98 % range of the values; 0-255 for 8-bit bands. */
  readonly range: ValueRange;
};

/** Description of a scene. JSON values only, except that nodata may be NaN. */
export type SceneDescription = {
  readonly path: string;
  /** File name without folders. */
  readonly name: string;
  /** SHA-256 (hex) over size, modification time, start and end of the file, and of a mask file beside it. */
  readonly identity: string;
  readonly fileBytes: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bands: readonly SceneBand[];
  readonly sampleType: SampleType;
  readonly bitsPerSample: number;
  readonly nodata: number | null;
  readonly hasMask: boolean;
  readonly compression: string;
  readonly tiled: boolean;
  readonly blockWidthPx: number;
  readonly blockHeightPx: number;
  readonly overviews: readonly { readonly widthPx: number; readonly heightPx: number }[];
  /** Pixel corner → CRS; null without georeferencing. */
  readonly affine: Affine | null;
  readonly pixelIsPoint: boolean;
  readonly crs: SceneCrs | null;
  /** Null without affine or CRS, or if PROJ cannot convert it. */
  readonly footprint: LonLatPolygon | null;
  /** Geodesic ground size of the centre pixel in metres; null without a CRS. */
  readonly metresPerPixel: number | null;
  readonly defaultView: BandRendering;
  /** GDAL metadata of the file, including scale and offset: shown, not applied. */
  readonly items: readonly { readonly name: string; readonly band: number | null; readonly value: string }[];
  readonly warnings: readonly string[];
};

export type Scene = {
  readonly description: SceneDescription;
  readonly raster: Raster;
  /** In-memory coarse levels for files without overviews. */
  readonly preview: ScenePreview;
  close(): Promise<void>;
};
