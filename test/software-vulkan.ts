/** Software Vulkan for WebGPU: Mesa's lavapipe, unpacked by `.ci/software-vulkan`. Tests that need it skip where it is absent. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';

const folder =
  process.env.LONGSIGHT_SOFTWARE_VULKAN ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'longsight/software-vulkan');
const manifest = join(folder, 'lvp_icd.json');

/** Environment variables with which a process finds the driver; they must be set when it starts. */
export const SOFTWARE_VULKAN = {
  LD_LIBRARY_PATH: [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
  VK_DRIVER_FILES: manifest,
};

/** `test`, or a visible skip where there is no software Vulkan driver. */
export const webGpuTest = test.skipIf(folder === '' || !existsSync(manifest));
