/**
 * Run after an update of electron, electron-builder or pg-boss, when `npm ci` warns of an unsupported engine.
 *
 * Their tools for installing declare Node 22.12 or newer, for two reasons: they are ECMAScript modules loaded with `require`, which Node
 * 20.19 can do as well, and their authors test no older Node. The installer is run by a test of ours under the Node of the day
 * (test/electron/packaging/fresh-install.test.ts), and `@electron/rebuild` with its `node-abi` is never loaded: electron-builder.yml
 * turns rebuilding off. pg-boss declares Node 22.12, too; the tests of the team store run it under the Node of the day. So
 * package-lock.json, which `npm ci` goes by, states for them the Node that this project supports.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const PACKAGES = [
  'electron',
  '@electron/get',
  '@electron-internal/extract-zip',
  '@electron/rebuild',
  'node-abi',
  'pg-boss',
];

const read = (name) => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'));
const { engines } = read('package.json');
const lock = read('package-lock.json');
for (const name of PACKAGES) {
  const entry = lock.packages[`node_modules/${name}`];
  if (entry === undefined) throw new Error(`package-lock.json has no ${name}: take it off the list here`);
  entry.engines = { ...entry.engines, node: engines.node };
}
writeFileSync(new URL('../package-lock.json', import.meta.url), `${JSON.stringify(lock, null, 2)}\n`);
