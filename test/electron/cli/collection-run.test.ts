/** 24 small scenes; `npm run bench:collection-run` does it with 300 of 2,048 pixels. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallStarterResources } from '../small-starter.ts';
import { collectionRun } from './collection-run.ts';

const program = fileURLToPath(new URL('../../../out/cli/index.js', import.meta.url));

let folder: string;
let resources: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-collection-run-'));
  resources = await smallStarterResources();
});
afterAll(async () => {
  for (const each of [folder, resources]) await rm(each, { recursive: true });
});

test('a collection whose indexing was killed and cancelled five times answers as its scenes do one by one', async () => {
  const spec = {
    program,
    folder,
    resources,
    scenes: 24,
    edgePx: 160,
    sizesPx: [32],
    stops: 5,
    hits: 50,
    seed: 3,
  };
  const report = await collectionRun({ ...spec, log: () => undefined });
  expect(report.plan.scenes).toBe(20);
  expect(report.windowsAfterStops).toEqual(report.windowsAfterStops.toSorted((a, b) => a - b));
  expect(report.last.indexed + report.last.complete).toBe(20);
  expect(report.last.failed.map(({ path }) => path)).toEqual(
    Array.from({ length: 4 }, (_, i) => expect.stringContaining(`broken ${i}.tif`)),
  );
  expect(report.notIndexed).toBe(0);
  expect(report.together).toHaveLength(50);
  expect(report.together).toEqual(report.alone);
}, 600_000);
