/** Sizes of a checkpoint's model, read without its weights. */
import type { Storage } from '../../core/host.ts';
import { readCheckpoint } from '../checkpoint/read-checkpoint.ts';
import { type ClipSizes, sizesFromShapes } from './clip-config.ts';
import { toPublishedLayout } from './key-layouts.ts';

/** Throws `InvalidInput` or `Unsupported` as reading a checkpoint does. */
export async function readClipSizes(storage: Storage, path: string): Promise<ClipSizes> {
  const source = await storage.openRead(path);
  try {
    const { dict } = toPublishedLayout(path, (await readCheckpoint(source)).dict);
    return sizesFromShapes(new Map([...dict].map(([key, { shape }]) => [key, shape])));
  } finally {
    await source.close();
  }
}
