/** The `.aux.xml` file beside a picture: its CRS and metadata, as GDAL and QGIS read them. A world file has no CRS. */
import type { SceneCrs } from '../documents/scene.ts';
import { escapedXml } from '../vector/escaped-xml.ts';

/** `crs` is null for a picture without CRS. */
export function pngAuxiliary(
  crs: Pick<SceneCrs, 'wkt'> | null,
  items: Readonly<Record<string, string>>,
): string {
  const srs = crs === null ? '' : `  <SRS>${escapedXml(crs.wkt)}</SRS>\n`;
  const entries = Object.entries(items).map(
    ([key, value]) => `    <MDI key="${escapedXml(key)}">${escapedXml(value)}</MDI>\n`,
  );
  return `<PAMDataset>\n${srs}  <Metadata>\n${entries.join('')}  </Metadata>\n</PAMDataset>\n`;
}
