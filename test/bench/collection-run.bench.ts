/**
 * A collection from files to answers at full size, with kills: `npm run bench:collection-run -- [--scenes 300] [--edge 2048] [--sizes 1024]
 * [--stops 5] [--seed 1]`, after `npm run build`. Makes the scenes in a folder for temporary files and removes it. Ends with an error unless
 * the collection answers as its scenes do one by one.
 */
import { deepEqual } from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { collectionRun } from '../electron/cli/collection-run.ts';
import { describeCpu } from './describe-cpu.ts';

const { values: options } = parseArgs({
  options: {
    scenes: { type: 'string', default: '300' },
    edge: { type: 'string', default: '2048' },
    sizes: { type: 'string', default: '1024' },
    stops: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
  },
});
const folder = await mkdtemp(join(tmpdir(), 'bench-collection-run-'));
const startedMs = performance.now();
const log = (line: string): void =>
  console.log(`${((performance.now() - startedMs) / 1000).toFixed(0)} s: ${line}`);
try {
  console.log(await describeCpu());
  const { plan, windowsAfterStops, last, together, alone } = await collectionRun({
    ...{ program: resolve('out/cli/index.js'), folder, resources: null, hits: 100, log },
    scenes: Number(options.scenes),
    edgePx: Number(options.edge),
    sizesPx: options.sizes.split(',').map(Number),
    stops: Number(options.stops),
    seed: Number(options.seed),
  });
  deepEqual(
    windowsAfterStops,
    windowsAfterStops.toSorted((a, b) => a - b),
  );
  deepEqual(last.indexed + last.complete, plan.scenes);
  deepEqual(together, alone);
  log(
    `${plan.scenes} scenes, ${plan.windows} windows: the best ${together.length} hits are those of the scenes asked one by one`,
  );
} finally {
  await rm(folder, { recursive: true });
}
