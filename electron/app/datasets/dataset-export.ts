/** Exports a collected data set as one ZIP: the pairs in the published format, the pictures with world files, and their footprints. */
import { join } from 'node:path';
import type { CollectedPair } from '../../../core/documents/dataset.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { writeZip, type ZipMember } from '../../../core/export/write-zip.ts';
import { areaGeometry } from '../../../core/geo/geojson.ts';
import type { Storage } from '../../../core/host.ts';

const BESIDE = ['.pgw', '.prj'];

/** `folder` is the data set's. Returns the size of the archive in bytes. Throws `InvalidInput` for an empty data set. */
export async function exportDataset(
  storage: Storage,
  folder: string,
  pairs: readonly CollectedPair[],
  path: string,
  signal: AbortSignal,
): Promise<number> {
  if (pairs.length === 0) throw new InvalidInput('the data set is empty: there is nothing to export');
  const text = (name: string, value: unknown): ZipMember => ({
    name,
    read: async () => new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`),
  });
  const members = [text('pairs.json', pairs.map(published)), text('footprints.geojson', footprints(pairs))];
  for (const { image } of pairs) {
    const stem = image.replace(/\.[^.]*$/, '');
    for (const name of [image, ...BESIDE.map((extension) => stem + extension)])
      if (await storage.exists(join(folder, name)))
        members.push({ name, read: () => storage.readFile(join(folder, name)) });
  }
  return writeZip(storage, path, members, signal);
}

/** `{"image", "short", "long"}`; empty texts are left out. */
function published({ image, short, long }: CollectedPair) {
  return { image, ...(short !== '' && { short }), ...(long !== '' && { long }) };
}

function footprints(pairs: readonly CollectedPair[]) {
  const features = pairs.flatMap(({ place, image, short, long, addedAt, source }) => {
    if (!place?.footprint) return [];
    const { col, row, widthPx, heightPx } = place.window;
    const properties = { image, short, long, scene: place.sceneName, col, row, width_px: widthPx };
    return [
      {
        type: 'Feature',
        geometry: areaGeometry([place.footprint]),
        properties: { ...properties, height_px: heightPx, source, added_at: addedAt },
      },
    ];
  });
  return { type: 'FeatureCollection', features };
}
