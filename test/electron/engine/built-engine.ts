/** Bundle of the engine process as shipped, in a temporary folder inside the checkout. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Builds `main.mjs` and returns its folder, which is in the checkout so that `onnxruntime-node` is found. */
export async function buildEngine(): Promise<string> {
  const outDir = await mkdtemp(join(root, 'node_modules/.longsight-engine-'));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(root, 'electron/engine/main.ts'),
      outDir,
      emptyOutDir: false,
      minify: false,
      rollupOptions: { output: { entryFileNames: 'main.mjs' } },
    },
    ssr: { noExternal: true, external: ['onnxruntime-node', 'sharp', 'gdal3.js'] },
  });
  return outDir;
}
