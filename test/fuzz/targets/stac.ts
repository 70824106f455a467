/** Looks for the scenes of a STAC document, or of a list of paths if the input is no JSON, and opens the first of them. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { collectionScene } from '../../../core/documents/collection-shapes.ts';
import type { Host } from '../../../core/host.ts';
import { describeFile } from '../../../electron/app/collections/describe-file.ts';
import { findFiles, sourceOf } from '../../../electron/app/collections/find-files.ts';
import { type Target, TargetFault } from '../outcome.ts';

const OPENED = 2;
const { signal } = new AbortController();

/** `scratch` is an empty folder on disk, in which catalogues find their documents. */
export async function stacTarget(
  host: Host,
  scratch: string,
  beside: ReadonlyMap<string, Uint8Array>,
): Promise<Target> {
  const uploads = join(scratch, 'uploads');
  await mkdir(join(uploads, 'sent'), { recursive: true });
  for (const folder of [scratch, join(uploads, 'sent')])
    for (const [name, bytes] of beside) await writeFile(join(folder, name), bytes);
  return {
    // What is wrong may be a document that the input names.
    fileName: () => null,
    run: async (input) => {
      const name = input[0] === '{'.charCodeAt(0) ? 'input.json' : 'input.txt';
      await look(host, join(scratch, name), uploads, input, OPENED);
      await checkRoom(host, join(uploads, 'sent', name), uploads, input);
    },
  };
}

async function look(host: Host, path: string, uploads: string, input: Uint8Array, most: number) {
  await writeFile(path, input);
  const found = await findFiles([await sourceOf(path)], uploads, signal);
  for (const file of found.slice(0, most)) {
    const scene = await describeFile(host, file, await host.storage.fileAt(file.path), null);
    try {
      collectionScene(scene, file.path);
    } catch (error) {
      throw new TargetFault(`a collection with this scene could not be read again: ${String(error)}`);
    }
  }
  return found;
}

/** A document that a browser sent names no file of this machine. */
async function checkRoom(host: Host, path: string, uploads: string, input: Uint8Array): Promise<void> {
  const found = await look(host, path, uploads, input, 0);
  for (const { path: file } of found)
    if (!file.startsWith(join(uploads, 'sent'))) throw new TargetFault(`an upload names ${file}`);
}
