/** Writer of the outlines of regions at or above a threshold as GeoJSON. */
import { InvalidInput } from '../../../core/errors.ts';
import { regionsGeoJson, writeText } from '../../../core/export/geojson-files.ts';
import { type ExportWriter, lonLatPlaceOf } from './export-writer.ts';

export const writeRegionsGeoJson: ExportWriter = async (host, { query, path, threshold, provenance }) => {
  const { scene, map } = query;
  if (threshold === null) throw new InvalidInput('regions need a threshold (a cosine): set one first');
  const place = lonLatPlaceOf(scene);
  const text = await regionsGeoJson(host.crs, place, map, scene.description, threshold, provenance);
  return { bytes: await writeText(host, path, text), style: null, note: noteEmpty(map.values, threshold) };
};

/** Note for a file without regions; null if a cell reaches the threshold. */
function noteEmpty(values: Float32Array, threshold: number): string | null {
  const best = values.reduce((highest, value) => (value > highest ? value : highest), -Infinity);
  if (best >= threshold) return null;
  const reached = best === -Infinity ? '' : `; the best one scores ${best.toFixed(3)}`;
  return `no region in the file: no cell of the map reaches ${threshold}${reached}`;
}
