/** Writer of SeLo's probability map, from the scores of the query, as a GeoTIFF. */
import { exportProbabilityCog } from '../../../core/export/map-cogs.ts';
import { checkProbabilityMap, probabilityMap } from '../../../core/selo/probability-map.ts';
import { distinctWindows } from '../../../core/selo/selo-grid.ts';
import { seloMap } from '../../../core/selo/selo-map.ts';
import { type ExportWriter, fileAlone, placeOf } from './export-writer.ts';

export const writeProbabilityCog: ExportWriter = async (host, { query, path, provenance }, task) => {
  const { scene, scores, cells } = query;
  const { grid } = query.key;
  checkProbabilityMap(grid);
  const map = await probabilityMap(seloMap(grid.widthPx, grid.heightPx, distinctWindows(grid, scores)), task);
  cells.clear(map.values);
  return fileAlone(await exportProbabilityCog(host, path, map, placeOf(scene), provenance, task));
};
