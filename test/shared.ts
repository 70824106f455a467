/** Optional data folder beside the checkout: oracles, real scenes, damaged GeoTIFFs. Tests that need it skip where it is absent. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'vitest';

const root = fileURLToPath(new URL('../../shared/', import.meta.url));

/** Absolute path of `relative` inside the shared data folder. */
export function sharedPath(relative: string): string {
  return `${root}${relative}`;
}

/** `test`, or a visible skip where the shared data folder is absent. */
export const sharedTest = test.skipIf(!existsSync(root));
