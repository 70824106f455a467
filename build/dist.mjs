/** `npm run dist [-- electron-builder arguments]`: builds and packs installers for this system into dist/. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { buildApp } from './build.mjs';

await buildApp();
const cli = createRequire(import.meta.url).resolve('electron-builder/cli.js');
const { status } = spawnSync(
  process.execPath,
  [cli, '--config', 'build/electron-builder.yml', ...process.argv.slice(2)],
  // electron-builder would ask the npm registry for a newer version of itself.
  { stdio: 'inherit', env: { ...process.env, NO_UPDATE_NOTIFIER: '1' } },
);
process.exit(status ?? 1);
