import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ModelId, RunId } from '../../../../core/documents/ids.ts';
import { unattended } from '../../../../core/task.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import type { TrainingProvenance } from '../../../../electron/app/models/model-shelf.ts';
import { createServices, type Services } from '../../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';
import { CLIP_CONVENTIONS } from '../../../../models/clip/clip-conventions.ts';
import { safetensorsFile, tinyWeights } from '../../../models/tiny-weights.ts';
import { smallStarterResources } from '../../small-starter.ts';

let home: string;
let resources: string;
let services: Services;
let weights: string;
const inModels = (...path: string[]) => join(home, 'data', 'models', ...path);
const trained = {
  activation: 'quick_gelu',
  conventions: CLIP_CONVENTIONS,
  trainedGroundMetres: null,
} as const;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'longsight-killed-import-'));
  resources = await smallStarterResources();
  services = await createServices({
    ...serviceOptions(forkBuiltEngine),
    dataFolder: join(home, 'data'),
    resources: findResources({ LONGSIGHT_RESOURCES: resources }),
  });
  weights = join(resources, 'models/starter/model.safetensors');
});

afterAll(async () => {
  await services.close();
  for (const folder of [home, resources]) await rm(folder, { recursive: true });
});

/** The folder as a process leaves it that is killed before a precision is chosen. */
async function leaveBegun(name: string): Promise<void> {
  await rm(inModels(name, 'precisions.json'), { force: true });
  await writeFile(inModels(name, 'import-begun'), '');
}

test('an import that was killed is named, and is finished by the same import', async () => {
  await services.models.imports.importFile(weights, 'big', unattended(), { activation: 'quick_gelu' });
  expect(existsSync(inModels('big', 'import-begun'))).toBe(false);
  expect(services.faults.list()).toEqual([]);

  await leaveBegun('big');
  await services.models.list();
  expect(services.faults.list()).toEqual([expect.stringMatching(/^model big: its import was interrupted/)]);

  const other = join(home, 'other.safetensors');
  await writeFile(other, safetensorsFile(tinyWeights(77)));
  await expect(
    services.models.imports.importFile(other, 'big', unattended(), { activation: 'gelu' }),
  ).rejects.toThrow('a model named big already exists');

  const { precision, precisionChecks } = await services.models.imports.importFile(
    weights,
    'big',
    unattended(),
    {
      activation: 'quick_gelu',
    },
  );
  expect(precision).toBe(precisionChecks.int8?.passed ? 'int8' : 'fp32');
  expect(existsSync(inModels('big', 'import-begun'))).toBe(false);
  await services.models.list();
  expect(services.faults.list()).toEqual([]);
  await expect(
    services.models.imports.importFile(weights, 'big', unattended(), { activation: 'quick_gelu' }),
  ).rejects.toThrow('a model named big already exists');
}, 180_000);

test('choosing a precision finishes it as well', async () => {
  await leaveBegun('big');
  await services.models.setPrecision('big' as ModelId, 'fp32', unattended());
  expect(existsSync(inModels('big', 'import-begun'))).toBe(false);
});

test('the model of a run appears with its origin, and is not made twice', async () => {
  const provenance: TrainingProvenance = {
    run: 'run-1' as RunId,
    checkpoint: 'step-00000004',
    base: { kind: 'model', model: 'starter' as ModelId },
  };
  const make = (name: string, of = provenance) =>
    services.models.imports.importTrained(weights, name, of, trained, unattended());
  const first = await make('tuned');
  expect(first.source).toBe('fine-tuned from starter (run run-1, step-00000004)');
  const of = { base: 'starter', run: 'run-1', checkpoint: 'step-00000004' };
  expect(first.training).toEqual({ ...of, step: 4, createdAt: null });
  // Killed before the log named the model.
  expect(await make('tuned-2')).toEqual(first);
  // Killed before its precision was chosen.
  await leaveBegun('tuned');
  expect((await make('tuned-2')).id).toBe('tuned');
  expect(existsSync(inModels('tuned', 'import-begun'))).toBe(false);
  expect((await readdir(inModels())).filter((name) => name.startsWith('tuned'))).toEqual(['tuned']);
  expect((await make('tuned-2', { ...provenance, run: 'run-2' as RunId })).id).toBe('tuned-2');
}, 180_000);
