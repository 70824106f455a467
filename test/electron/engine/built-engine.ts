/** The engine process's entry, bundled as the program ships it, in a temporary folder inside the checkout. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Folder of `main.js`; it must lie in the checkout, where `onnxruntime-node` is found. */
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
