/** SeLo maps as maps of a question, beside what `longsight selo` prints, with a starter of random weights. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ModelId, SceneId } from '../../../../core/documents/ids.ts';
import type { Region } from '../../../../core/documents/selo.ts';
import { unattended } from '../../../../core/task.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import { answerBulk } from '../../../../electron/app/process/bulk-answers.ts';
import { createServices, type Services } from '../../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';
import { writeTiff } from '../../../core/raster/write-tiff.ts';
import { smallStarterResources } from '../../small-starter.ts';

const program = fileURLToPath(new URL('../../../../out/cli/index.js', import.meta.url));
const { signal } = new AbortController();
const SENTENCE = 'a steel bridge over a brown river';
const PLACE: Region = [
  [120, 300],
  [420, 260],
  [460, 400],
  [130, 430],
];
/** Larger than one window of the paper, and no multiple of it. */
const SIZE = { width: 700, height: 620 };
let folder: string;
let resources: string;
let services: Services;
let scenePath: string;
let scene: SceneId;
let model: ModelId;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-selo-'));
  resources = await smallStarterResources();
  services = await createServices({
    ...serviceOptions(forkBuiltEngine),
    dataFolder: join(folder, 'home'),
    resources: findResources({ LONGSIGHT_RESOURCES: resources }),
  });
  scenePath = join(folder, 'scene.tif');
  const value = (col: number, row: number, band: number) =>
    ((col >> 5) * 37 + (row >> 5) * 91 + 60 * band) & 255;
  await writeFile(scenePath, writeTiff({ ...SIZE, bands: 3, bits: 8, format: 1, photometric: 2, value }));
  scene = await services.scenes.openPath(scenePath);
  model = await services.models.find(null);
  const { grid } = await services.indexes.plan(scene, model, [512]);
  await services.indexes.build(scene, model, grid, unattended());
});
afterAll(async () => {
  await services.close();
  await rm(folder, { recursive: true });
  await rm(resources, { recursive: true });
});

const ask = async () => {
  const terms = [{ kind: 'text', text: SENTENCE, weight: 1 }] as const;
  return (await services.queries.run({ scene, model, terms, hits: 3 }, signal)).id;
};

test.each(['v1', 'v2'] as const)(
  'the map, attention centres and metrics of %s are those of `longsight selo`',
  async (version) => {
    const id = await ask();
    const answer = await services.seloAnswers.run(id, version, unattended());
    const annotations = join(folder, 'anno.json');
    const annotation = { caption: SENTENCE, jpg_name: 'scene.jpg', points: [PLACE] };
    await writeFile(annotations, JSON.stringify([annotation]));
    const command = ['selo', scenePath, '--text', SENTENCE, '--version', version];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [program, ...command, '--regions', annotations, '--json'],
      { env: { ...process.env, LONGSIGHT_HOME: join(folder, 'home'), LONGSIGHT_RESOURCES: resources } },
    );
    const printed = JSON.parse(stdout);
    expect(answer.centres).toEqual(printed.centres);
    expect(services.seloAnswers.measure(id, version, [PLACE])).toEqual(printed.metrics);
    const request = { scene, model, text: SENTENCE, version, sizesPx: null, regions: [] };
    const { map } = await services.selo.run(request, unattended());
    expect(answer.map).toMatchObject({ widthCells: SIZE.width, heightCells: SIZE.height, cellPx: 1 });
    const { body } = await answerBulk(services, { path: answer.map.url, signal });
    const levels = new Float32Array(body.slice().buffer);
    expect(levels).toHaveLength(map.values.length);
    expect(levels.every((level, i) => level === map.values[i])).toBe(true);
  },
);

test('the regions of an annotation file are those of this sentence on this scene', async () => {
  const id = await ask();
  const entries = [
    { caption: SENTENCE, jpg_name: 'scene.jpg', points: [PLACE] },
    { caption: 'a river', jpg_name: 'scene.jpg', points: [PLACE] },
    { caption: SENTENCE, jpg_name: 'other.jpg', points: [PLACE] },
  ];
  const regions = await services.seloAnswers.regionsIn(id, JSON.stringify(entries), 'anno.json');
  expect(regions).toEqual([PLACE]);
  await expect(
    services.seloAnswers.regionsIn(id, JSON.stringify(entries.slice(1)), 'anno.json'),
  ).rejects.toThrow(`anno.json: no annotation of "${SENTENCE}" for a picture named scene`);
});

test('a map that was not made cannot be measured or fetched', async () => {
  const id = await ask();
  expect(() => services.seloAnswers.measure(id, 'v1', [PLACE])).toThrow(/choose it again/);
  expect(await answerBulk(services, { path: `data/selo/${id}/v1`, signal })).toMatchObject({ status: 404 });
});
