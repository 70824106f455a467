/** Writer of the ranked windows as GeoJSON. */
import { reviewOf, reviewsOf } from '../../../core/documents/reviews.ts';
import { hitsGeoJson, writeText } from '../../../core/export/geojson-files.ts';
import { type ExportWriter, fileAlone, lonLatPlaceOf } from './export-writer.ts';

export const writeHitsGeoJson: ExportWriter = async (host, { query, path, reviews, provenance }) => {
  const { scene, result } = query;
  const own = reviewsOf(reviews, result);
  const hits = result.hits.map((hit) => ({
    ...hit,
    review: reviewOf(own, { ...result, window: hit.window }),
  }));
  const text = await hitsGeoJson(host.crs, lonLatPlaceOf(scene), hits, provenance);
  return fileAlone(await writeText(host, path, text));
};
