/** Bundles a TypeScript program and runs it under this Node: `node test/bench/run.mjs FILE.ts [ARGUMENT…]`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const [file, ...rest] = process.argv.slice(2);
const root = fileURLToPath(new URL('../../', import.meta.url));
// Inside the checkout, so that native packages resolve.
const folder = mkdtempSync(join(root, 'node_modules/.bench-'));
await build({
  configFile: false,
  logLevel: 'error',
  root,
  build: { ssr: resolve(file), outDir: folder, rollupOptions: { output: { entryFileNames: 'program.mjs' } } },
});
process.argv = [process.argv[0], file, ...rest];
process.on('exit', () => rmSync(folder, { recursive: true }));
await import(pathToFileURL(join(folder, 'program.mjs')).href);
