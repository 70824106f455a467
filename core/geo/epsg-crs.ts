/** Coordinate reference systems by EPSG code. */
import type { SceneCrs } from '../documents/scene.ts';
import { InvalidInput } from '../errors.ts';
import type { CrsAuthority } from '../host.ts';
import { geoStub } from './geo-stub.ts';
import type { GeoTags } from './geo-tags.ts';

export type EpsgCrs = {
  readonly crs: SceneCrs;
  /** Its GeoTIFF keys, without a place. */
  readonly geoTags: GeoTags;
};

const PROJECTED = { model: 1, key: 3072 };
const GEOGRAPHIC = { model: 2, key: 2048 };
/** What GDAL makes of a code that it does not find. */
const UNKNOWN = 'unknown';
const HORIZONTAL = /^(?:PROJ|GEOG|GEOD)CRS\[/;

/** Throws `InvalidInput` for a code that is no projected or geographic CRS of the EPSG register. */
export async function crsOfEpsg(authority: CrsAuthority, code: number): Promise<EpsgCrs> {
  for (const { model, key } of [PROJECTED, GEOGRAPHIC]) {
    const geoTags = tagsOf(model, key, code);
    const crs = await authority.describe(geoStub(geoTags)).catch((error: unknown) => {
      if (error instanceof InvalidInput) return null;
      throw error;
    });
    if (crs !== null && crs.epsg === code && crs.name !== UNKNOWN && HORIZONTAL.test(crs.wkt))
      return { crs, geoTags };
  }
  throw new InvalidInput(
    `EPSG:${code} is not a projected or geographic coordinate reference system: look the code up, for example at epsg.io`,
  );
}

function tagsOf(model: number, key: number, code: number): GeoTags {
  return {
    pixelScale: [1, 1, 0],
    tiepoints: [0, 0, 0, 0, 0, 0],
    transformation: null,
    keyDirectory: [1, 1, 0, 3, 1024, 0, 1, model, 1025, 0, 1, 1, key, 0, 1, code],
    doubleParams: null,
    asciiParams: null,
  };
}
