import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unattended } from '../../../../core/task.ts';
import { GrantTable } from '../../../../electron/app/disk/grant-table.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import { importJob } from '../../../../electron/app/models/import-job.ts';
import { createServices, type Services } from '../../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';
import { NodeStorage } from '../../../../electron/node/node-storage.ts';
import { safetensorsFile, tinyWeights } from '../../../models/tiny-weights.ts';
import { smallStarterResources } from '../../small-starter.ts';

let folder: string;
let resources: string;
let services: Services;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-import-job-'));
  resources = await smallStarterResources();
  services = await createServices({
    ...serviceOptions(forkBuiltEngine),
    dataFolder: join(folder, 'home'),
    resources: findResources({ LONGSIGHT_RESOURCES: resources }),
  });
  await writeFile(join(folder, 'farslip.safetensors'), safetensorsFile(tinyWeights(77)));
});
afterAll(async () => {
  await services.close();
  for (const each of [folder, resources]) await rm(each, { recursive: true });
});

test('a file that is imported as a published model takes its activation and its prompt prefix', async () => {
  const grants = new GrantTable();
  const { id: grant } = await grants.grantRead(join(folder, 'farslip.safetensors'));
  const storage = new NodeStorage();
  const parts = {
    models: services.models,
    grants,
    storage,
    uploads: join(folder, 'none'),
    announce: () => undefined,
  };
  const spec = { kind: 'import-model', grant, activation: null } as const;
  await importJob(parts).run({ ...spec, name: 'known', knownAs: 'farslip-b32' }, unattended());
  const config = JSON.parse(await readFile(join(folder, 'home/models/known/config.json'), 'utf8'));
  expect({ activation: config.clip.activation, prefix: config.conventions.promptPrefix }).toEqual({
    activation: 'quick_gelu',
    prefix: 'a satellite image. ',
  });
  await expect(
    importJob(parts).run({ ...spec, name: 'unknown', knownAs: null }, unattended()),
  ).rejects.toThrow(/activation/);
});
