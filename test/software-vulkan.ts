/**
 * Vulkan without a graphics card, for the WebGPU path: Mesa's lavapipe, as `.ci/software-vulkan` unpacks it. Tests that need it are
 * skipped without it.
 */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';

const folder =
  process.env.LONGSIGHT_SOFTWARE_VULKAN ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'longsight/software-vulkan');
const manifest = join(folder, 'lvp_icd.json');

/** Environment with which a process must start to find the driver. */
export const SOFTWARE_VULKAN = {
  LD_LIBRARY_PATH: [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
  VK_DRIVER_FILES: manifest,
};

/** `test`, or a visible skip if there is no software Vulkan driver. */
export const webGpuTest = test.skipIf(folder === '' || !existsSync(manifest));
