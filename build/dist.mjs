/** `npm run dist [-- electron-builder arguments]`: builds and packs installers for this system into dist/. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { buildApp } from './build.mjs';

await buildApp();
const cli = createRequire(import.meta.url).resolve('electron-builder/cli.js');
const { status } = spawnSync(
  process.execPath,
  [cli, '--config', 'build/electron-builder.yml', ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
