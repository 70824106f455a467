/** GeoJSON of hits and of regions above a threshold, with provenance on every feature. */

import type { HitReview } from '../documents/reviews.ts';
import type { SceneSize } from '../documents/scene.ts';
import type { Hit } from '../documents/search.ts';
import { Unsupported } from '../errors.ts';
import { geodesicAreaM2 } from '../geo/geodesic.ts';
import { areaGeometry, type Ring } from '../geo/geojson.ts';
import { ringLengthM } from '../geo/ring-length.ts';
import { traceRegions } from '../geo/trace-regions.ts';
import type { CrsAuthority, Host } from '../host.ts';
import type { SimilarityMap } from '../search/similarity-map.ts';
import { type LonLatPlace, lonLatRings, windowRing } from './lon-lat.ts';
import { type Provenance, provenanceFields } from './provenance.ts';

type Properties = Readonly<Record<string, string | number>>;

/** A hit with the analyst's decision on it. */
type ReviewedHit = Omit<Hit, 'merged'> & { readonly review: Pick<HitReview, 'judgement' | 'note'> | null };

/** GeoJSON text with one polygon per hit, in the order given. Throws `Unsupported` if PROJ cannot convert a position to lon/lat. */
export async function hitsGeoJson(
  crs: CrsAuthority,
  place: LonLatPlace,
  hits: readonly ReviewedHit[],
  provenance: Provenance,
): Promise<string> {
  const rings = await lonLatRings(
    crs,
    place,
    hits.map(({ window }) => windowRing(window)),
  );
  const features = hits.map(({ rank, score, percentile, window, review }, i) =>
    feature([placed(rings[i])], {
      rank,
      score,
      percentile,
      col: window.col,
      row: window.row,
      width_px: window.widthPx,
      height_px: window.heightPx,
      review: review?.judgement ?? '',
      note: review?.note ?? '',
      ...provenanceFields(provenance),
    }),
  );
  return collection(features, provenance);
}

/**
 * GeoJSON text with the exact outlines of the regions at or above `threshold`, clipped to the raster, best region first. Cells that
 * touch only at a corner are separate regions. Throws `Unsupported` if PROJ cannot convert a position to lon/lat.
 */
export async function regionsGeoJson(
  crs: CrsAuthority,
  place: LonLatPlace,
  map: SimilarityMap,
  raster: SceneSize,
  threshold: number,
  provenance: Provenance,
): Promise<string> {
  const regions = traceRegions(map.columns, map.rows, (cell) => map.values[cell] >= threshold).map(
    (region) => {
      const scores = region.cells.map((cell) => map.values[cell]);
      return {
        score: scores.reduce((best, score) => Math.max(best, score), -Infinity),
        meanScore: scores.reduce((sum, score) => sum + score, 0) / scores.length,
        cells: scores.length,
        rings: region.rings.map((ring) =>
          ring.map((corner, i) =>
            Math.min(corner * map.cellPx, i % 2 === 0 ? raster.widthPx : raster.heightPx),
          ),
        ),
      };
    },
  );
  regions.sort((a, b) => b.score - a.score);
  const lonLat = await lonLatRings(
    crs,
    place,
    regions.flatMap(({ rings }) => rings),
  );
  let next = 0;
  const features = regions.map(({ score, meanScore, cells, rings }, i) => {
    const own = lonLat.slice(next, next + rings.length).map(placed);
    next += rings.length;
    return feature(own, {
      rank: i + 1,
      score,
      mean_score: meanScore,
      cells,
      ...provenanceFields({ ...provenance, threshold }),
    });
  });
  return collection(features, { ...provenance, threshold });
}

/** Writes the text as UTF-8, atomically; returns its size in bytes. */
export async function writeText(host: Pick<Host, 'storage'>, path: string, text: string): Promise<number> {
  const bytes = new TextEncoder().encode(text);
  await host.storage.writeFile(path, bytes);
  return bytes.length;
}

function placed(ring: Ring | null): Ring {
  if (ring === null)
    throw new Unsupported(
      'part of the scene cannot be converted to longitude and latitude, which GeoJSON needs; export a GeoTIFF instead',
    );
  return ring;
}

function feature(rings: readonly Ring[], properties: Properties): object {
  const [outer, ...holes] = rings;
  const areaOf = (ring: Ring): number => geodesicAreaM2(ring.flat());
  return {
    type: 'Feature',
    geometry: areaGeometry(rings),
    properties: {
      ...properties,
      area_m2: areaOf(outer) - holes.reduce((sum, hole) => sum + areaOf(hole), 0),
      perimeter_m: rings.reduce((sum, ring) => sum + ringLengthM(ring), 0),
    },
  };
}

/** Provenance is also added to the collection (as a foreign member, RFC 7946 6.1), so that an empty result names its query. */
function collection(features: readonly object[], provenance: Provenance): string {
  return `${JSON.stringify({ type: 'FeatureCollection', provenance: provenanceFields(provenance), features })}\n`;
}
