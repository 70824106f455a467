import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProjectDocument } from '../../../../core/documents/project.ts';
import { Faults } from '../../../../core/faults.ts';
import { identify } from '../../../../core/raster/identify.ts';
import { openScene } from '../../../../core/raster/open-scene.ts';
import { seededRandom } from '../../../../core/seeded-random.ts';
import { unattended } from '../../../../core/task.ts';
import { DatasetService } from '../../../../electron/app/datasets/dataset-service.ts';
import { ProjectStore } from '../../../../electron/app/project/project-store.ts';
import { decodeSavedProject } from '../../../../electron/app/project/saved-project.ts';
import { sourceHost } from '../../../core/raster/source-host.ts';

const KILLS = 20;
const checkout = fileURLToPath(new URL('../../../../', import.meta.url));
const host = sourceHost();
/** In the checkout, where native packages are found. */
let folder: string;

beforeAll(async () => {
  await mkdir(join(checkout, 'dist'), { recursive: true });
  folder = await mkdtemp(join(checkout, 'dist', 'kill-'));
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: fileURLToPath(new URL('./kill-child.ts', import.meta.url)),
      outDir: join(folder, 'program'),
      rollupOptions: { output: { entryFileNames: 'child.mjs' } },
    },
  });
});
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true });
});

/** The numbers of the changes that were acknowledged before the kill. */
async function killed(first: number, afterMs: number): Promise<readonly number[]> {
  const child: ChildProcess = spawn(
    process.execPath,
    [join(folder, 'program/child.mjs'), folder, String(first)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let told = '';
  let timer: NodeJS.Timeout | undefined;
  child.stdout?.on('data', (piece) => {
    told += String(piece);
    // From the first change on: starting takes as long as the machine is busy.
    timer ??= setTimeout(() => child.kill('SIGKILL'), afterMs);
  });
  const [, signal] = await once(child, 'close');
  clearTimeout(timer);
  expect(signal).toBe('SIGKILL');
  return told.split('\n').slice(1, -1).map(Number);
}

test('of a project, its file, data sets and an export nothing acknowledged is lost, and nothing is half written, at 20 kills', {
  timeout: 300_000,
}, async () => {
  const random = seededRandom(20);
  let next = 0;
  let last = -1;
  let acknowledged = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const numbers = await killed(next, random() * 600);
    acknowledged += numbers.length;
    last = Math.max(last, ...numbers);
    const found = await stateOf(folder);
    expect(found.faults).toEqual([]);
    expect(found.lastQuestion).toBeGreaterThanOrEqual(last);
    expect(found.lastQuestion).toBeLessThanOrEqual(next + numbers.length);
    expect(found.lastSaved).toBeGreaterThanOrEqual(last);
    expect(found.lastSaved).toBeLessThanOrEqual(found.lastQuestion);
    // The mark of unsaved changes tells the truth about the file, unless the kill came between the file and the mark.
    if (!found.isChanged) expect(found.lastSaved).toBe(found.lastQuestion);
    expect(found.datasets).toBeGreaterThanOrEqual(acknowledged);
    expect(found.exported).toBeGreaterThanOrEqual(last);
    expect(found.exported).toBeLessThanOrEqual(found.lastQuestion);
    next = found.lastQuestion + 1;
  }
  // The kills did not all come before the first change.
  expect(acknowledged).toBeGreaterThan(KILLS / 4);
  const names = await readdir(folder);
  expect(names.filter((name) => name.includes('damaged'))).toEqual([]);
});

async function stateOf(home: string) {
  const faults = new Faults();
  const project = await ProjectStore.open(host.storage, join(home, 'project.json'), () => undefined, faults);
  const datasets = new DatasetService(host, join(home, 'datasets'), null as never, null as never, faults);
  const path = join(home, 'map.tif');
  return {
    lastQuestion: lastQuestionOf(project.document),
    lastSaved: await lastSavedIn(join(home, 'saved.longsight')),
    isChanged: project.state().isChanged,
    datasets: (await datasets.list()).length,
    exported: existsSync(path) ? await valueIn(path) : -1,
    faults: faults.list(),
  };
}

function lastQuestionOf({ queries }: ProjectDocument): number {
  return Math.max(-1, ...queries.map(({ id }) => Number(id.slice(1))));
}

/** Of the project file; throws if it is half written. */
async function lastSavedIn(path: string): Promise<number> {
  if (!existsSync(path)) return -1;
  return lastQuestionOf(decodeSavedProject(await readFile(path, 'utf8'), path).document);
}

/** The one value of all cells; throws if they differ or cannot be read. */
async function valueIn(path: string): Promise<number> {
  const scene = await openScene(host, path, unattended());
  try {
    const { widthPx, heightPx } = scene.description;
    const corners = [
      [0, 0],
      [widthPx - 1, heightPx - 1],
    ];
    const values = await Promise.all(corners.map(([col, row]) => identify(scene, col, row)));
    expect(new Set(values.flat()).size).toBe(1);
    return values[0][0];
  } finally {
    await scene.close();
  }
}
