/** Comparison of WebGPU (software Vulkan) with the CPU: both towers, an index and a query. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, vi } from 'vitest';
import { unattended } from '../../../../core/task.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import { createServices, type Services } from '../../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';
import { EngineClient } from '../../../../electron/engine/engine-client.ts';
import type { EngineConnection } from '../../../../electron/engine/engine-messages.ts';
import { maxDifference } from '../../../models/oracle.ts';
import { SOFTWARE_VULKAN, webGpuTest } from '../../../software-vulkan.ts';
import { smallStarterResources } from '../../small-starter.ts';

const PATIENCE_MS = 300_000;
const TEXTS = ['a bridge', 'a white plane parked in a tawny clearing inside the airport, seen from above'];
const signal = new AbortController().signal;

let folder: string;
let resources: string;
const opened: Services[] = [];
/** Engine processes that do work, not those that test devices. */
const started: EngineConnection[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-web-gpu-'));
  resources = await smallStarterResources();
  // Engine processes inherit it; this process itself never runs a session.
  for (const [name, value] of Object.entries(SOFTWARE_VULKAN)) vi.stubEnv(name, value);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  for (const services of opened) await services.close();
  for (const each of [folder, resources]) await rm(each, { recursive: true });
});

describe('on WebGPU', () => {
  webGpuTest('both towers and a query give the results of the CPU', { timeout: PATIENCE_MS }, async () => {
    const [cpu, gpu] = [await open('cpu'), await open('webgpu')];
    const [expected, found] = [await answers(cpu), await answers(gpu)];

    const { devices } = await gpu.models.device();
    expect(devices[0]).toMatchObject({ device: 'webgpu', state: 'in-use', reason: null });
    expect((await cpu.models.device()).devices.at(-1)).toMatchObject({ device: 'cpu', state: 'in-use' });

    expect(maxDifference(found.texts, expected.texts)).toBeLessThan(1e-5);
    // Equal bits would mean that the CPU did the work.
    expect(maxDifference(found.texts, expected.texts)).toBeGreaterThan(0);
    // Embeddings are stored as halves: the tolerance is one unit in the last place.
    expect(found.scores).toHaveLength(expected.scores.length);
    expect(maxDifference(found.scores, expected.scores)).toBeLessThan(1e-3);
    expect(found.hits[0].score).toBeCloseTo(expected.hits[0].score, 3);
  });

  webGpuTest(
    'a crash costs one batch, which the CPU computes, and the device is marked until it is tested again',
    { timeout: PATIENCE_MS },
    async () => {
      const gpu = await open('webgpu');
      const encoder = await gpu.models.encoder(await gpu.models.find(null));
      const before = await encoder.encodeTexts(TEXTS);
      const cut = encoder.encodeTexts(TEXTS);
      started.at(-1)?.kill();
      const after = await cut;
      expect(maxDifference(after, before)).toBeLessThan(1e-5);
      const marked = { device: 'webgpu', state: 'passed-over', reason: expect.stringContaining('SIGKILL') };
      expect((await gpu.models.device()).devices[0]).toMatchObject(marked);

      const later = await open('webgpu');
      expect(await later.models.device()).toMatchObject({ name: 'CPU', devices: [marked, {}, {}, {}] });
      await later.devices.retry();
      expect(
        later.devices.status(await later.models.folderOf(await later.models.find(null)))[0],
      ).toMatchObject({
        device: 'webgpu',
        state: 'waiting',
      });
    },
  );
});

function open(device: string): Promise<Services> {
  vi.stubEnv('LONGSIGHT_DEVICES', device);
  const options = serviceOptions(forkBuiltEngine);
  const services = createServices({
    ...options,
    engine: new EngineClient(() => {
      const connection = forkBuiltEngine();
      started.push(connection);
      return connection;
    }),
    dataFolder: join(folder, device),
    resources: { ...findResources(), starterFolder: join(resources, 'models/starter') },
  });
  return services.then((each) => {
    opened.push(each);
    return each;
  });
}

async function answers({ scenes, models, indexes, queries }: Services) {
  const scene = await scenes.openPath(findResources().demoScene);
  const model = await models.find(null);
  const encoder = await models.encoder(model);
  const texts = await encoder.encodeTexts(TEXTS);
  const { grid } = await indexes.plan(scene, model, [512]);
  await indexes.build(scene, model, grid, unattended());
  const terms = [{ kind: 'text' as const, text: TEXTS[1], weight: 1 }];
  const result = await queries.run({ scene, model, terms, hits: 5 }, signal);
  const scores = queries
    .ran(result.id)
    .scores.flatMap((segment) => [...segment])
    .filter((score) => !Number.isNaN(score));
  return { texts, scores, hits: result.hits };
}
