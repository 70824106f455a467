/** Bundles a TypeScript program and runs it under this Node: `node test/bench/run.mjs FILE.ts [ARGUMENT…]`. */
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const [file, ...rest] = process.argv.slice(2);
const root = fileURLToPath(new URL('../../', import.meta.url));
// The bundle is as deep in the checkout as test/shared.ts, which finds its folder from its own place. Native packages resolve here too.
const outDir = join(root, 'dist');
const name = `bench-${process.pid}.mjs`;
await build({
  configFile: false,
  logLevel: 'error',
  root,
  build: {
    ssr: resolve(file),
    outDir,
    emptyOutDir: false,
    rollupOptions: { output: { entryFileNames: name } },
  },
});
process.argv = [process.argv[0], file, ...rest];
process.on('exit', () => rmSync(join(outDir, name)));
await import(pathToFileURL(join(outDir, name)).href);
