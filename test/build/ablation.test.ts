/** What the ablation program trains: specs of the paper's files, and start weights that know no pair. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resetWeights } from '../../build/ablation/reset-weights.mjs';
import { ablationOf, PAPER, pairsDigest, partOf, smallSettings } from '../../build/ablation/specs.mjs';
import { unattended } from '../../core/task.ts';
import { NodeStorage } from '../../electron/node/node-storage.ts';
import { readCheckpoint } from '../../models/checkpoint/read-checkpoint.ts';
import { elementCount } from '../../models/checkpoint/state-dict.ts';
import { weightShapes } from '../../models/clip/weight-names.ts';
import { readModelWeights } from '../../training/step/model-weights.ts';
import { generator, safetensorsFile } from '../models/tiny-weights.ts';

const WIDTH = 64;
const root = fileURLToPath(new URL('../../', import.meta.url));
const fileOf = (name: string) => join(root, `training/ablations/${name}.json`);

let folder: string;
let pairs: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-ablation-'));
  pairs = join(folder, 'pairs.jsonl');
  const lines = Array.from({ length: 40 }, (_, i) =>
    JSON.stringify({ image: `${i}.jpg`, short: `picture ${i}` }),
  );
  await writeFile(pairs, `${lines.join('\n')}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

const plan = (settings: object, content: object | null = null) => ({
  ...{ settings, content },
  ...{ start: 'starter', bases: {} },
});

test('runs with the same spec have the same name across files, and all others names of their own', () => {
  const small = plan(smallSettings({ epochs: 3, batch: 128, rate: 1e-3 }));
  const names = (file: string) =>
    Object.fromEntries(ablationOf(fileOf(file), small).runs.map(({ label, name }) => [label, name]));
  const base = names('table-7-texts').both;
  expect(names('fig-10-omega')['0.8']).toBe(base);
  expect(names('fig-7-batch-size')['128']).toBe(base);
  expect(names('fig-8-share-of-data')['2 M']).toBe(base);
  expect(new Set(Object.values(names('fig-10-omega'))).size).toBe(9);
  const longer = plan(smallSettings({ epochs: 4, batch: 128, rate: 1e-3 }));
  expect(ablationOf(fileOf('table-7-texts'), longer).runs[0].name).not.toBe(base);
});

test('a run has the same name wherever its pictures are, and another one for other pairs', async () => {
  const [here, there, changed] = ['here', 'there', 'changed'].map((name) => join(folder, `${name}.jsonl`));
  await writeFile(here, '{"image":"/a/River/1.jpg","short":"a river"}\n');
  await writeFile(there, '{"image":"C:\\\\b\\\\River\\\\1.jpg","short":"a river"}\n');
  await writeFile(changed, '{"image":"/a/River/1.jpg","short":"a lake"}\n');
  const nameFor = (file: string) =>
    ablationOf(fileOf('table-7-texts'), plan(PAPER, { pairs: pairsDigest(file) })).runs[0].name;
  expect(nameFor(there)).toBe(nameFor(here));
  expect(nameFor(changed)).not.toBe(nameFor(here));
});

/** What `npm run report:ablations` writes into a folder. */
async function reportFrom(...options: readonly string[]) {
  const out = await mkdtemp(join(folder, 'report-'));
  execFileSync(process.execPath, ['build/starter-ablations.mjs', '--out', out, ...options], { cwd: root });
  const read = (kind: string) => readFile(join(out, `ablations.${kind}`), 'utf8');
  return { html: await read('html'), json: await read('json') };
}

test('the committed report is made again of its own results, without training', async () => {
  const made = await reportFrom();
  for (const kind of ['html', 'json'] as const)
    expect(made[kind], kind).toBe(await readFile(join(root, `docs/reports/ablations.${kind}`), 'utf8'));
});

test('a report of the results in a folder says which runs have none', async () => {
  const committed = JSON.parse(await readFile(join(root, 'docs/reports/ablations.json'), 'utf8'));
  const [table] = committed.ablations;
  const { label, run: lost } = table.rows[1];
  const rest = committed.ablations.map(({ title, rows }: typeof table) => ({
    title,
    rows: rows.filter(({ run }: { readonly run?: string }) => run !== lost),
  }));
  await writeFile(join(folder, 'report.json'), JSON.stringify({ ...committed, ablations: rest }));
  const { html, json } = await reportFrom('--results', folder);
  expect(html).toContain(`${label} (not run: only its spec is here)`);
  const rows = JSON.parse(json).ablations[0].rows;
  expect(rows[0]).toEqual(table.rows[0]);
  expect(rows[1].measured).toBeUndefined();
});

test('runs that need another trainer or other weights say so', () => {
  const why = (file: string, bases = {}) =>
    ablationOf(fileOf(file), { ...plan(PAPER), bases }).runs.map((run) => run.why);
  expect(why('table-6-pcm')).toEqual([null, 'needs the PyTorch trainer: --pcm 32']);
  expect(why('table-9-start-weights', { clip: 'a.pt' })).toEqual([null, 'needs --base long-clip=CHECKPOINT']);
});

test('a smaller share of the pairs is a part of a larger one', async () => {
  const read = async (share: number) =>
    (await readFile(partOf(pairs, share, folder), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).short);
  const [quarter, half] = [await read(0.25), await read(0.5)];
  expect([quarter.length, half.length]).toEqual([10, 20]);
  expect(half.slice(0, 10)).toEqual(quarter);
});

test('start weights keep all but the last blocks and the projections, which are random as CLIP begins', async () => {
  const [given, reset] = [join(folder, 'given.safetensors'), join(folder, 'reset.safetensors')];
  await writeFile(given, safetensorsFile(smallWeights()));
  resetWeights(given, reset, 1);
  const [before, after] = [await weightsIn(given), await weightsIn(reset)];
  expect([...after.keys()].toSorted()).toEqual([...before.keys()].toSorted());
  const isNew = /^(visual\.proj|text_projection|logit_scale|(visual\.)?transformer\.resblocks\.1\.)/;
  for (const [key, { elements }] of after) {
    if (isNew.test(key)) expect(elements, key).not.toEqual(before.get(key)!.elements);
    else expect(elements, key).toEqual(before.get(key)!.elements);
  }
  const deviation = (key: string) => {
    const { elements } = after.get(key)!;
    return Math.sqrt(elements.reduce((sum, value) => sum + value ** 2, 0) / elements.length);
  };
  expect(deviation('visual.proj') / WIDTH ** -0.5).toBeCloseTo(1, 1);
  const residual = WIDTH ** -0.5 * (2 * 2) ** -0.5;
  expect(deviation('transformer.resblocks.1.mlp.c_proj.weight') / residual).toBeCloseTo(1, 1);
  expect(after.get('logit_scale')!.elements[0]).toBeCloseTo(Math.log(1 / 0.07), 5);
});

function smallWeights(): Parameters<typeof safetensorsFile>[0] {
  const tower = { width: WIDTH, layers: 2, heads: 1 };
  const sizes = { imageSizePx: 32, patchSizePx: 16, contextLength: 77, vocabularySize: 40, embeddingDim: 16 };
  const random = generator(11);
  const shapes = weightShapes({ ...sizes, vision: tower, text: tower }, false);
  return new Map(
    [...shapes].map(([key, shape]) => [
      key,
      { shape, elements: Float32Array.from({ length: elementCount(shape) }, () => (random() - 0.5) * 0.2) },
    ]),
  );
}

async function weightsIn(path: string) {
  const source = await new NodeStorage().openRead(path);
  try {
    const { dict } = await readCheckpoint(source, unattended().signal);
    return (await readModelWeights(dict, 'quick_gelu', 'stored', unattended().signal)).weights;
  } finally {
    await source.close();
  }
}
