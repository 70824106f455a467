/** Compiles each part with the globals it may see (its own tsconfig.json), all side by side: `npm run typecheck`. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folders of a tsconfig.json; the root's covers `build` and `test`. */
const PARTS = ['core', 'models', 'training', 'electron', 'electron/preload', 'renderer', '.'];

const root = fileURLToPath(new URL('../', import.meta.url));
const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
const compiler = join(dirname(manifest), 'bin/tsc');

const compile = (part) =>
  new Promise((resolve) => {
    const args = [compiler, '-p', part, '--noEmit', '--pretty', String(process.stdout.isTTY === true)];
    spawn(process.execPath, args, { cwd: root, stdio: 'inherit' }).on('close', resolve);
  });

const codes = await Promise.all(PARTS.map(compile));
if (codes.some((code) => code !== 0)) process.exit(1);
console.log(`types: ${PARTS.length} parts compile with the globals they may see`);
