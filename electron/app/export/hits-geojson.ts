/** Writer of the ranked windows as GeoJSON. */
import { hitsGeoJson, writeText } from '../../../core/export/geojson-files.ts';
import { type ExportWriter, fileAlone, lonLatPlaceOf } from './export-writer.ts';

export const writeHitsGeoJson: ExportWriter = async (host, { query, path, provenance }) => {
  const { scene, result } = query;
  const text = await hitsGeoJson(host.crs, lonLatPlaceOf(scene), result.hits, provenance);
  return fileAlone(await writeText(host, path, text));
};
