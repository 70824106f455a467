/** Scenes of a collection as the page sees them: by a key in place of the path. */
import { createHash } from 'node:crypto';
import { basename, sep } from 'node:path';
import type { CollectionRow, CollectionScene, CollectionSource } from '../../../core/documents/collection.ts';
import { NotFound } from '../../../core/errors.ts';
import { fourCorners } from '../../../core/geo/footprint.ts';

const KEY_DIGITS = 16;

export function keyOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, KEY_DIGITS);
}

export function rowsOf(
  scenes: readonly CollectionScene[],
  sources: readonly CollectionSource[],
): readonly CollectionRow[] {
  const folders = sources.flatMap(({ kind, path }) => (kind === 'folder' ? [path] : []));
  return scenes.map((scene) => ({
    key: keyOf(scene.path),
    name: scene.name,
    place: placeOf(scene.path, folders),
    fault: scene.fault === null ? null : withoutPath(scene.fault, scene.path),
    sizeBytes: scene.sizeBytes,
    widthPx: scene.widthPx,
    heightPx: scene.heightPx,
    metresPerPixel: scene.metresPerPixel,
    crs: scene.crs === null ? null : scene.crs.name,
    footprint: scene.footprint && fourCorners(scene.footprint),
    date: scene.date,
  }));
}

/** The reason without the path that it begins with; elsewhere the path becomes the file's name. */
export function withoutPath(reason: string, path: string): string {
  const start = `${path}: `;
  return (reason.startsWith(start) ? reason.slice(start.length) : reason).replaceAll(path, basename(path));
}

/** Path of the scene with this key. Throws `NotFound`. */
export function pathOfKey(scenes: readonly CollectionScene[], key: string): string {
  const found = scenes.find(({ path }) => keyOf(path) === key);
  if (found === undefined)
    throw new NotFound('this scene is no longer in the collection: look for its scenes again');
  return found.path;
}

function placeOf(path: string, folders: readonly string[]): string {
  const folder = folders.find((each) => path.startsWith(`${each}${sep}`));
  return folder === undefined ? basename(path) : path.slice(folder.length + 1);
}
