/** Drift of fine-tuned models over a real core with a starter of random weights. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { ModelId, RunId } from '../../../../core/documents/ids.ts';
import { unattended } from '../../../../core/task.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import { ModelCalibrations } from '../../../../electron/app/models/model-calibrations.ts';
import { createServices, type Services } from '../../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';
import { NodeStorage } from '../../../../electron/node/node-storage.ts';
import { readCheckpoint } from '../../../../models/checkpoint/read-checkpoint.ts';
import { generator, safetensorsFile, type Weights } from '../../../models/tiny-weights.ts';
import { smallStarterResources } from '../../small-starter.ts';

const { signal } = new AbortController();
const STARTER = 'starter' as ModelId;
let folder: string;
let resources: string;
let services: Services;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-drift-'));
  resources = await smallStarterResources();
  services = await createServices({
    ...serviceOptions(forkBuiltEngine),
    dataFolder: join(folder, 'home'),
    resources: findResources({ LONGSIGHT_RESOURCES: resources }),
  });
  await services.models.list();
  await services.models.calibrations.calibrate(STARTER, null, unattended());
});
afterAll(async () => {
  await services.close();
  await rm(folder, { recursive: true });
  await rm(resources, { recursive: true });
});

// Each imports a model and encodes the pictures.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

test('a model that learnt nothing drifted nowhere, and its thresholds are those of its base', async () => {
  const twin = await calibrated('twin', await weightsOfStarter(), await starterSum());
  const { absent, present, drift } = (await services.models.calibrations.read(twin))!;
  const base = (await services.models.calibrations.read(STARTER))!;
  expect(base.drift).toBeNull();
  expect(drift).not.toBeNull();
  expect({ absent, present }).toEqual({ absent: base.absent, present: base.present });
  const bank = await services.models.calibrations.bank(twin);
  expect(new Set(bank.drift!.ofSentences)).toEqual(new Set([0]));
});

test('a model with other weights drifted, and its verdicts know it as long as the file is whole', async () => {
  const { calibrations } = services.models;
  const tuned = await imported('tuned', await changedWeights(), await starterSum());
  const index = await indexOf(tuned);
  const vector = await (await services.models.encoder(tuned)).encodeTexts(['a steel bridge']);
  const standing = async () => {
    const scores = await services.indexes.bankScoresOf(index);
    return scores.standing(vector, scores.centred(index.scores(vector)))!;
  };
  const before = await standing();
  await calibrations.calibrate(tuned, null, unattended());
  const after = await standing();
  expect(after.reached).toBe(before.reached);
  expect(Math.abs(after.z - before.z)).toBeGreaterThan(0.01);
  const bank = await calibrations.bank(tuned);
  expect(Math.max(...bank.drift!.ofSentences.map(Math.abs))).toBeGreaterThan(1e-4);
  expect(await calibrations.bank(tuned)).toBe(bank);
  expect((await calibrations.bank(STARTER)).drift).toBeNull();

  const file = join(folder, 'home/models/tuned/drift.fp32.f16');
  const whole = await readFile(file);
  const read = async () => anew().read(await services.models.identity(tuned));
  expect(await read()).toEqual(await calibrations.read(tuned));
  await writeFile(file, whole.fill(0, 40, 60));
  expect(await read()).toBeNull();
  await rm(file);
  expect(await read()).toBeNull();
});

test('a model whose base is gone or has changed is calibrated without it', async () => {
  const orphan = await calibrated('orphan', await changedWeights(), 'ab'.repeat(32));
  expect((await services.models.calibrations.read(orphan))!.drift).toBeNull();
  expect((await services.models.calibrations.bank(orphan)).drift).toBeNull();
});

/** As another process sees the models. */
function anew(): ModelCalibrations {
  const models = join(folder, 'home/models');
  return new ModelCalibrations(
    new NodeStorage(),
    services.pictures,
    { models, calibrationSet: '' },
    () => null,
  );
}

async function calibrated(name: string, weights: Weights, baseSha256: string): Promise<ModelId> {
  const id = await imported(name, weights, baseSha256);
  await services.models.calibrations.calibrate(id, null, unattended());
  return id;
}

async function imported(name: string, weights: Weights, baseSha256: string): Promise<ModelId> {
  const path = join(folder, `${name}.safetensors`);
  await writeFile(path, safetensorsFile(weights));
  const { id } = await services.models.imports.importTrained(
    path,
    name,
    { run: name as RunId, checkpoint: 'step-1', base: { kind: 'model', model: STARTER }, baseSha256 },
    {
      activation: 'quick_gelu',
      conventions: (await services.models.folderOf(STARTER)).config.conventions,
      trainedGroundMetres: null,
    },
    unattended(),
  );
  // As the starter computes.
  await services.models.setPrecision(id, 'fp32', unattended());
  return id;
}

async function indexOf(model: ModelId) {
  const scene = await services.scenes.openPath(findResources().demoScene);
  const { grid } = await services.indexes.plan(scene, model, [1024]);
  await services.indexes.build(scene, model, grid, unattended());
  return services.indexes.ofGrid(scene, model, grid);
}

async function starterSum(): Promise<string> {
  return (await services.models.identity(STARTER)).weightsSha256;
}

async function weightsOfStarter(): Promise<Weights> {
  const source = await new NodeStorage().openRead(join(resources, 'models/starter/model.safetensors'));
  try {
    const weights: Weights = new Map();
    for (const [key, tensor] of (await readCheckpoint(source)).dict)
      weights.set(key, { shape: tensor.shape, elements: await tensor.read(signal) });
    return weights;
  } finally {
    await source.close();
  }
}

async function changedWeights(): Promise<Weights> {
  const random = generator(5);
  const weights = await weightsOfStarter();
  const projection = weights.get('visual.proj')!;
  const elements = projection.elements.map((value) => value + 0.02 * (random() - 0.5));
  return new Map([...weights, ['visual.proj', { ...projection, elements }]]);
}
