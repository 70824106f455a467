/**
 * Windows and queries per second of a model, in an engine process as in the application:
 * `node test/bench/encode.bench.mjs [CHECKPOINT | b16 | b32 | l14]` with a file, or with random weights of a published size.
 * Without an argument it measures the bundled starter model.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../../', import.meta.url));
const outDir = await mkdtemp(join(root, 'node_modules/.longsight-bench-'));
try {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      rollupOptions: {
        input: { engine: 'electron/engine/main.ts', bench: 'test/bench/encode-bench.ts' },
        output: { entryFileNames: '[name].mjs' },
      },
    },
    ssr: { noExternal: true, external: ['onnxruntime-node', 'sharp', 'gdal3.js'] },
  });
  const { benchEncoding } = await import(join(outDir, 'bench.mjs'));
  await benchEncoding(
    process.argv[2] ?? join(root, 'models/starter/model.safetensors'),
    join(outDir, 'engine.mjs'),
  );
} finally {
  await rm(outDir, { recursive: true });
}
