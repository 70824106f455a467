/** Writer of the outlines of regions at or above a threshold as GeoJSON. */
import { InvalidInput } from '../../../core/errors.ts';
import { regionsGeoJson, writeText } from '../../../core/export/geojson-files.ts';
import { type ExportWriter, fileAlone, lonLatPlaceOf } from './export-writer.ts';

export const writeRegionsGeoJson: ExportWriter = async (host, { query, path, threshold, provenance }) => {
  const { scene, map } = query;
  if (threshold === null) throw new InvalidInput('regions need a threshold (a cosine): set one first');
  const place = lonLatPlaceOf(scene);
  const text = await regionsGeoJson(host.crs, place, map, scene.description, threshold, provenance);
  return fileAlone(await writeText(host, path, text));
};
