/** `npm run test:electron [-- vitest arguments]`: the end-to-end tests in the real Electron instead of a browser. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildApp } from './build.mjs';
import { electronBinary } from './electron-binary.mjs';

if (electronBinary() === null) {
  console.error('Electron is not installed here: run "node node_modules/electron/install.js" first');
  process.exit(1);
}
await buildApp();
const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'e2e', ...process.argv.slice(2)], {
  cwd: fileURLToPath(new URL('../', import.meta.url)),
  stdio: 'inherit',
  shell: process.platform === 'win32',
  // Read by test/e2e/browser-app.ts.
  env: { ...process.env, LONGSIGHT_E2E_TARGET: 'electron' },
});
process.exit(status ?? 1);
