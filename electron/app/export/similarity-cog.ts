/** Writer of the similarity map as a Cloud Optimized GeoTIFF, with a style for QGIS beside it. */
import { basename, extname } from 'node:path';
import { writeText } from '../../../core/export/geojson-files.ts';
import { exportSimilarityCog } from '../../../core/export/map-cogs.ts';
import { mapStops } from '../../../core/export/map-style.ts';
import { isOurStyle, qmlStyle } from '../../../core/export/qml-style.ts';
import type { Host } from '../../../core/host.ts';
import { rampRange } from '../../../core/style/ramp-range.ts';
import { type Exported, type ExportRequest, type ExportWriter, placeOf } from './export-writer.ts';

export const writeSimilarityCog: ExportWriter = async (host, request, task) => {
  const { query, path, provenance } = request;
  const bytes = await exportSimilarityCog(host, path, query.map, placeOf(query.scene), provenance, task);
  return { bytes, ...(await writeStyle(host, request)) };
};

/** The style of the map at `path`, under the name that QGIS looks for. */
export function stylePathOf(path: string): string {
  return `${path.slice(0, path.length - extname(path).length)}.qml`;
}

/** Writes the style beside the map, under the name that QGIS looks for. A style from another program is kept. */
async function writeStyle(
  host: Host,
  { query, style, path }: ExportRequest,
): Promise<Pick<Exported, 'style' | 'note'>> {
  const stylePath = stylePathOf(path);
  const name = basename(stylePath);
  if (await isAnothers(host, stylePath))
    return {
      style: null,
      note: `${name} already exists and was not written by Longsight, so it was kept: QGIS will use it for this map`,
    };
  const qml = qmlStyle(mapStops(style, rampRange(style, query.result)), style.opacity);
  await writeText(host, stylePath, qml);
  return { style: { name, url: '' }, note: null };
}

async function isAnothers({ storage }: Host, stylePath: string): Promise<boolean> {
  if (!(await storage.exists(stylePath))) return false;
  return !isOurStyle(new TextDecoder().decode(await storage.readFile(stylePath)));
}
