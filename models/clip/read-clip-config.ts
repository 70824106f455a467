/** The sizes of a checkpoint's model, without its weights. */
import type { Storage } from '../../core/host.ts';
import { readCheckpoint } from '../checkpoint/read-checkpoint.ts';
import { type ClipConfig, configFromShapes } from './clip-config.ts';
import { toPublishedLayout } from './key-layouts.ts';

/** Throws what reading a checkpoint throws. */
export async function readClipConfig(storage: Storage, path: string): Promise<ClipConfig> {
  const source = await storage.openRead(path);
  try {
    const { dict } = toPublishedLayout(path, (await readCheckpoint(source)).dict);
    return configFromShapes(new Map([...dict].map(([key, { shape }]) => [key, shape])), 'quick_gelu');
  } finally {
    await source.close();
  }
}
