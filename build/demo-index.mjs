/**
 * `npm run demo:index`: makes again what is shipped so that the demo answers at once: the index of its default windows for the starter in
 * build/demo/index, and the starter's everyday sentences in models/starter. Needed after a change of the demo scene, the starter, the
 * everyday sentences, or the default windows; `test/electron/app/process/demo-index.test.ts` says when.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApp } from './build.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const starter = join(root, 'models/starter');
const shipped = join(root, 'build/demo/index');
const DEMO = 'build/demo/manila_bridge.tif';
const home = mkdtempSync(join(tmpdir(), 'longsight-demo-index-'));

try {
  await buildApp({ only: ['node', 'worker'] });
  for (const name of bankFiles(starter)) rmSync(join(starter, name));
  rmSync(shipped, { recursive: true, force: true });
  indexDemo();
  const [scene] = readdirSync(join(home, 'indexes'));
  cpSync(join(home, 'indexes', scene), shipped, { recursive: true });
  writeFileSync(join(shipped, 'scene.sha256'), `${sha256(join(root, DEMO))}\n`);
  const model = join(home, 'models/starter');
  for (const name of bankFiles(model)) cpSync(join(model, name), join(starter, name));
  console.log(`written: ${[...readdirSync(shipped), ...bankFiles(starter)].join(', ')}`);
} finally {
  rmSync(home, { recursive: true, force: true });
}

/** On the CPU, whose embeddings the other devices are compared with. */
function indexDemo() {
  const { status } = spawnSync(process.execPath, ['out/cli/index.js', 'index', DEMO], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, LONGSIGHT_HOME: home, LONGSIGHT_DEVICES: 'cpu' },
  });
  if (status !== 0) throw new Error(`the demo scene could not be indexed (exit status ${status})`);
}

function bankFiles(folder) {
  return readdirSync(folder).filter((name) => /^bank\..*\.f16$/.test(name));
}

function sha256(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
