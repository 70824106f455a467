/** A raster the user opened, as core services hold it: what is known of it, and its pixels. */

import type { BandRendering, LonLatPolygon, SceneCrs, ValueRange } from '../documents/scene.ts';
import type { Affine } from '../geo/affine.ts';
import type { SampleType } from '../tensor/samples.ts';
import type { BandRole } from './band-role.ts';
import type { Raster } from './raster.ts';
import type { ScenePreview } from './scene-preview.ts';

export type SceneBand = {
  readonly name: string;
  readonly role: BandRole;
  /** 2-98 % of its values; the full byte for 8-bit bands. */
  readonly range: ValueRange;
};

/** JSON values only, but for NaN as nodata. */
export type SceneDescription = {
  readonly path: string;
  /** The last part of the path. */
  readonly name: string;
  /** SHA-256 of size, modification time, head and tail of the file, and of a mask file beside it, hex. */
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
  /** Null without affine or CRS, and where PROJ has no answer. */
  readonly footprint: LonLatPolygon | null;
  /** Ground metres a pixel at the centre, geodesic; null without a CRS. */
  readonly metresPerPixel: number | null;
  readonly defaultView: BandRendering;
  /** Scale and offset that GDAL would apply, other items of the file's own metadata: shown, not applied. */
  readonly items: readonly { readonly name: string; readonly band: number | null; readonly value: string }[];
  readonly warnings: readonly string[];
};

export type Scene = {
  readonly description: SceneDescription;
  readonly raster: Raster;
  /** Coarse levels in memory for files without overviews. */
  readonly preview: ScenePreview;
  close(): Promise<void>;
};
