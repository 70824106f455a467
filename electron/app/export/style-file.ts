/** QGIS styles beside exported files. */
import { basename, extname } from 'node:path';
import { isOurStyle } from '../../../core/export/qml-style.ts';
import type { Host } from '../../../core/host.ts';
import type { Written } from './export-request.ts';

/** The style of the file at `path`, under the name that QGIS looks for. */
export function stylePathOf(path: string): string {
  return `${path.slice(0, path.length - extname(path).length)}.qml`;
}

/** Writes the style beside the file. A style from another program is kept. */
export async function writeStyle(
  host: Host,
  path: string,
  qml: string,
): Promise<Pick<Written, 'style' | 'note'>> {
  const stylePath = stylePathOf(path);
  const name = basename(stylePath);
  if (await isAnothers(host, stylePath))
    return {
      style: null,
      note: `${name} already exists and was not written by Longsight, so it was kept: QGIS will use it for this file`,
    };
  await host.storage.writeFile(stylePath, new TextEncoder().encode(qml));
  return { style: { name, url: '' }, note: null };
}

async function isAnothers({ storage }: Host, stylePath: string): Promise<boolean> {
  if (!(await storage.exists(stylePath))) return false;
  return !isOurStyle(new TextDecoder().decode(await storage.readFile(stylePath)));
}
