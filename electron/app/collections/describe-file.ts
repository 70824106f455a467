/** Description of a collection's file, from its header alone. */
import { basename } from 'node:path';
import { closing } from '../../../core/closing.ts';
import { dateInName, dateInTag } from '../../../core/collection/name-date.ts';
import type { CollectionScene, SceneDate } from '../../../core/documents/collection.ts';
import { InvalidInput, NotFound, Unsupported } from '../../../core/errors.ts';
import type { FileStat, Host } from '../../../core/host.ts';
import { openScene } from '../../../core/raster/open-scene.ts';
import type { Scene } from '../../../core/raster/scene.ts';
import { unattended } from '../../../core/task.ts';
import type { FoundFile } from './find-files.ts';

const NOTHING_KNOWN = {
  content: '',
  widthPx: 0,
  heightPx: 0,
  metresPerPixel: null,
  crs: null,
  affine: null,
  footprint: null,
} as const;

/** The scene at this path; a file that cannot be read becomes a scene with a fault. */
export async function describeFile(
  host: Host,
  file: FoundFile,
  stat: FileStat | null,
  datePattern: string | null,
): Promise<CollectionScene> {
  try {
    await using scene = closing(await openScene(host, file.path, unattended()));
    return describeOpened(scene, file, stat, datePattern);
  } catch (error) {
    if (!(error instanceof InvalidInput || error instanceof Unsupported || error instanceof NotFound))
      throw error;
    const known = knownBefore(file, stat);
    return {
      ...known,
      ...NOTHING_KNOWN,
      fault: error.message,
      date: dateOf(file, known.name, '', datePattern),
    };
  }
}

export function describeOpened(
  { description, raster }: Scene,
  file: FoundFile,
  stat: FileStat | null,
  datePattern: string | null,
): CollectionScene {
  const { identity, widthPx, heightPx, metresPerPixel, crs, affine, footprint } = description;
  const known = knownBefore(file, stat);
  return {
    ...known,
    fault: null,
    content: identity,
    ...{ widthPx, heightPx, metresPerPixel, affine, footprint },
    crs: crs === null ? null : { name: crs.name, wkt: crs.wkt },
    date: dateOf(file, known.name, raster.dateTime, datePattern),
  };
}

/** What is known of a file without opening it. */
function knownBefore({ path }: FoundFile, stat: FileStat | null) {
  return { path, name: basename(path), ...(stat ?? { sizeBytes: 0, modifiedMs: 0 }) };
}

/** A STAC item says when the picture was taken; a tag may say when the file was made, so a pattern that the user chose comes before it. */
export function dateOf(
  { date }: FoundFile,
  name: string,
  tag: string,
  datePattern: string | null,
): SceneDate | null {
  if (date !== null) return { date, from: 'stac' };
  const inName = datePattern === null ? null : dateInName(name, datePattern);
  if (inName !== null) return { date: inName, from: 'name' };
  const inTag = dateInTag(tag);
  return inTag === null ? null : { date: inTag, from: 'tag' };
}
