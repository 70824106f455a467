/** Bundles the process that runs the code under test, with branch counters in our code. */
import { join } from 'node:path';
import { build } from 'vite';
import { branchCounters } from './branch-counters.ts';

/** Returns the path of the program. `outDir` must lie in the checkout, where native packages are found. */
export async function buildChild(checkout: string, outDir: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'error',
    root: checkout,
    plugins: [branchCounters()],
    build: {
      ssr: join(checkout, 'test/fuzz/child.ts'),
      target: 'node20',
      outDir,
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'child.mjs', chunkFileNames: '[name].mjs' } },
    },
  });
  return join(outDir, 'child.mjs');
}
