import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ModelId } from '../../../../core/documents/ids.ts';
import type { QueryTerm } from '../../../../core/documents/search.ts';
import { unattended } from '../../../../core/task.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import { createServices, type Services } from '../../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';
import type { EngineConnection } from '../../../../electron/engine/engine-messages.ts';
import { NodeStorage } from '../../../../electron/node/node-storage.ts';
import { readCheckpoint } from '../../../../models/checkpoint/read-checkpoint.ts';
import { safetensorsFile, type Weights } from '../../../models/tiny-weights.ts';

const { signal } = new AbortController();
const bridge: QueryTerm = { kind: 'text', text: 'a bridge over a river', weight: 1 };

let folder: string;
let services: Services;
const engines: EngineConnection[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-precision-'));
  services = await createServices({ ...serviceOptions(start), dataFolder: join(folder, 'home') });
});

afterAll(async () => {
  await services.close();
  await rm(folder, { recursive: true });
});

function start(): EngineConnection {
  const connection = forkBuiltEngine();
  engines.push(connection);
  return connection;
}

describe('an imported model', () => {
  test('computes in int8 only if int8 is faster on this machine and passes the check', async () => {
    const path = join(findResources().starterFolder, 'model.safetensors');
    const { precision, precisionChecks } = await services.models.imports.importFile(
      path,
      'copy',
      unattended(),
      {
        activation: 'quick_gelu',
      },
    );
    expect(precision).toBe(precisionChecks.int8?.passed ? 'int8' : 'fp32');
  }, 180_000);

  test('whose activations do not fit 8 bits stays in fp32, and a change to int8 is refused with the figures', async () => {
    const path = join(folder, 'spiked.safetensors');
    await writeFile(path, safetensorsFile(await withSilentSpike()));
    const id = 'spiked' as ModelId;
    const imported = await services.models.imports.importFile(path, id, unattended(), {
      activation: 'quick_gelu',
    });
    expect(imported.precision).toBe('fp32');
    await expect(services.models.setPrecision(id, 'int8', unattended())).rejects.toThrow(
      /gives different results in int8 than in fp32: 7-bit weights: cosine 0\.\d+ to fp32/,
    );
    const [{ precision, precisionChecks }] = (await services.models.list()).filter((each) => each.id === id);
    expect(precision).toBe('fp32');
    expect(precisionChecks.int8).toMatchObject({ passed: false });
  }, 180_000);
});

describe('the precision of a model', () => {
  test('is part of the key of an index and of a calibration', async () => {
    const scene = await services.scenes.openPath(findResources().demoScene);
    const model = await services.models.find(null);
    const { grid } = await services.indexes.plan(scene, model, [512]);
    await services.indexes.build(scene, model, grid, unattended());
    const ask = () => services.queries.run({ scene, model, terms: [bridge], hits: 5 }, signal);
    const before = await ask();
    expect(before.verdict.kind).not.toBe('not-calibrated');

    // The starter's weights are stored as halves, so this check always passes.
    const reduced = await services.models.setPrecision(model, 'fp16', unattended());
    expect(reduced).toMatchObject({ precision: 'fp16', calibration: null });
    expect(reduced.precisionChecks.fp16).toMatchObject({ passed: true });
    expect(await services.indexes.list(scene)).toMatchObject([{ state: 'stale' }]);
    await expect(ask()).rejects.toThrow('is not indexed with model starter in fp16 yet');
    await services.indexes.build(scene, model, grid, unattended());
    const inHalves = await ask();
    expect(inHalves.verdict.kind).toBe('not-calibrated');
    expect(inHalves.hits[0].score).toBeCloseTo(before.hits[0].score, 2);

    expect(await services.models.setPrecision(model, 'fp32', unattended())).toMatchObject({
      precision: 'fp32',
      calibration: { isTrusted: true, falseAlarmRate: 0.1 },
    });
    expect((await ask()).hits).toEqual(before.hits);
  }, 180_000);
});

test('a crash of the engine process costs one batch, and the finished index gives the same hits', async () => {
  const model = await services.models.find(null);
  const scene = await services.scenes.openPath(findResources().demoScene);
  const { grid } = await services.indexes.plan(scene, model, [384]);
  const hits = async () => {
    const { hits } = await services.queries.run(
      { scene, model, terms: [bridge], hits: 20, sizesPx: [384] },
      signal,
    );
    return hits.map(({ window, score }) => ({ window, score }));
  };
  await services.indexes.build(scene, model, grid, unattended());
  const undisturbed = await hits();
  const built = (await services.indexes.list(scene)).find(({ grid }) => grid.sizesPx[0] === 384);
  await services.indexes.remove(scene, built!.id);
  const before = engines.length;
  let crashes = 0;
  const status = await services.indexes.build(scene, model, grid, {
    signal,
    report: ({ done }) => {
      if (done > 0 && crashes++ === 0) for (const engine of engines) engine.kill();
    },
  });
  expect(status).toMatchObject({ state: 'complete' });
  expect(engines.length).toBe(before + 1);
  expect(await hits()).toEqual(undisturbed);
}, 180_000);

/**
 * The starter's weights with one hidden unit of the first block at 3,000 for every input. The fp32 tower ignores it, since no
 * weight reads it; in int8 it takes up all levels of its row.
 */
async function withSilentSpike(): Promise<Weights> {
  const source = await new NodeStorage().openRead(join(findResources().starterFolder, 'model.safetensors'));
  try {
    const { dict } = await readCheckpoint(source);
    const weights: Weights = new Map();
    for (const [key, tensor] of dict)
      weights.set(key, { shape: tensor.shape, elements: await tensor.read(signal) });
    const mlp = 'visual.transformer.resblocks.0.mlp';
    const bias = weights.get(`${mlp}.c_fc.bias`)!.elements;
    const out = weights.get(`${mlp}.c_proj.weight`)!.elements;
    bias[0] = 3000;
    for (let row = 0; row < out.length / bias.length; row++) out[row * bias.length] = 0;
    return weights;
  } finally {
    await source.close();
  }
}
