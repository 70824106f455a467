/** For each state file, what the application does with it when it starts or shows its lists. */
import { join } from 'node:path';
import type { DatasetId, RunId } from '../../../core/documents/ids.ts';
import type { Faults } from '../../../core/faults.ts';
import { bankId } from '../../../core/search/bank.ts';
import { CaptionService } from '../../../electron/app/datasets/caption-service.ts';
import { DatasetService } from '../../../electron/app/datasets/dataset-service.ts';
import { DeviceRecords } from '../../../electron/app/devices/device-records.ts';
import { DownloadSettingsStore } from '../../../electron/app/download/download-settings.ts';
import { readPartRecord } from '../../../electron/app/download/part-file.ts';
import { PinnedSums } from '../../../electron/app/download/pinned-sums.ts';
import type { JobKinds } from '../../../electron/app/jobs/job-kind.ts';
import { JobTable } from '../../../electron/app/jobs/job-table.ts';
import { ModelCalibrations } from '../../../electron/app/models/model-calibrations.ts';
import { ModelShelf } from '../../../electron/app/models/model-shelf.ts';
import { readSpeed } from '../../../electron/app/models/stored-speed.ts';
import { ProjectStore } from '../../../electron/app/project/project-store.ts';
import { RunService } from '../../../electron/app/runs/run-service.ts';
import { SceneService } from '../../../electron/app/scenes/scene-service.ts';
import { verifyModel } from '../../../models/folder/model-files.ts';
import { listModels, openModelFolder } from '../../../models/folder/model-folder.ts';
import { readChecks } from '../../../models/folder/precision-checks.ts';
import { checkForImport } from '../../../training/run/checkpoint.ts';
import { hasSampleWindows } from '../../../training/run/sample-windows.ts';
import type { MemoryStorage } from '../memory-storage.ts';
import { DESK_READERS } from './desk-readers.ts';
import type { StateFolder, StateReader } from './state-reader.ts';

const nothing = () => undefined;
const noPreviews = { load: async () => null, save: async () => undefined };
const REPORT = { texts: 'long', limit: 248, share: 0.1, seed: 1 } as const;

const READERS: readonly (readonly [pattern: RegExp, reader: StateReader])[] = [
  [/^jobs\.json$/, { read: readJobs }],
  [
    /^project\.json$/,
    {
      read: async ({ storage, faults }, path) => {
        const project = await ProjectStore.open(storage, path, nothing, faults);
        return [project.state(), await project.undo()];
      },
    },
  ],
  [
    /^devices\.json$/,
    {
      read: async ({ storage, faults }, path) => {
        const records = await DeviceRecords.open(storage, path, faults);
        return [records.choice, records.crashes, records.probes];
      },
    },
  ],
  [
    /^assistant\.json$/,
    {
      read: ({ host, faults }, path) =>
        new CaptionService(host, path, null as never, null as never, faults).settings(),
    },
  ],
  [
    /^downloads\/settings\.json$/,
    { read: ({ storage }, path) => new DownloadSettingsStore(storage, path).get() },
  ],
  [
    /^downloads\/sums\.json$/,
    { read: ({ storage }, path) => new PinnedSums(storage, path).of('https://x/y') },
  ],
  [
    /^downloads\/[^/]*\/.*\.json$/,
    {
      read: async ({ storage }, path) =>
        (await readPartRecord(storage, path.replace(/\.json$/, ''))) === null,
      isMadeAnew: true,
    },
  ],
  [
    /^scenes\//,
    {
      read: async ({ host, faults }) => {
        const scenes = await SceneService.open(host, 'scenes', noPreviews, faults);
        return [await scenes.list(), scenes.paths()];
      },
    },
  ],
  [/^models\/[^/]*\/config\.json$/, { read: readModels }],
  [
    /^models\/[^/]*\/run\.json$/,
    { read: ({ storage, faults }) => shelf(storage, faults).provenance('mine') },
  ],
  [
    /^models\/[^/]*\/speed\.json$/,
    { read: ({ storage }, path) => readSpeed(storage, path, 'cpu', 'fp32'), isMadeAnew: true },
  ],
  [/^models\/[^/]*\/(sums|verified|precisions)\.json$/, { read: readModels, isMadeAnew: true }],
  [/^models\/[^/]*\/calibration\.\w+\.json$/, { read: readCalibration }],
  [/^runs\/[^/]*\/(spec\.json|log\.jsonl)$/, { read: readRuns }],
  [
    /^runs\/[^/]*\/checkpoints\/[^/]*\/state\.json$/,
    {
      read: ({ storage }, path) => {
        const [, run = '', name = ''] = /^(.*)\/checkpoints\/([^/]*)\//.exec(path) ?? [];
        return checkForImport(storage, run, name);
      },
    },
  ],
  [
    /^runs\/[^/]*\/samples\/windows\.json$/,
    {
      read: ({ storage }, path) => hasSampleWindows(storage, path.replace(/\/samples\/.*/, '')),
      isMadeAnew: true,
    },
  ],
  [/^datasets\//, { read: readDatasets }],
  ...DESK_READERS,
];

/** Throws for a file that no reader is known for. */
export function readerOf(path: string): StateReader {
  const found = READERS.find(([pattern]) => pattern.test(path));
  if (found === undefined)
    throw new Error(`no reader for ${path}: the first line of an input is the name of a state file`);
  return found[1];
}

async function readJobs({ storage, faults }: StateFolder, path: string): Promise<unknown> {
  const kind = { title: () => 'job', canResume: true, lane: 'compute', run: async () => 'done' };
  const kinds = new Proxy({}, { get: () => kind }) as JobKinds;
  const jobs = await JobTable.open(kinds, storage, path, nothing, faults);
  const list = jobs.list();
  await jobs.close();
  return list;
}

async function readModels({ storage, faults }: StateFolder): Promise<unknown> {
  const listed = await listModels(storage, 'models');
  const damaged = listed.flatMap((each) => (each.kind === 'damaged' ? [each.reason] : []));
  for (const reason of damaged) faults.note(reason, reason);
  const models = listed.flatMap((each) => (each.kind === 'model' ? [each.model] : []));
  for (const model of models) await verifyModel(storage, model);
  return Promise.all(models.map((model) => readChecks(storage, model)));
}

async function readCalibration(state: StateFolder): Promise<unknown> {
  const { storage } = state;
  const { identity } = await openModelFolder(storage, 'models', 'mine');
  const calibration = await calibrations(storage).read(identity);
  return [calibration === null, await bankId(identity)];
}

function calibrations(storage: MemoryStorage): ModelCalibrations {
  return new ModelCalibrations(
    storage,
    null as never,
    { models: 'models', calibrationSet: 'set' },
    () => null,
  );
}

function shelf(storage: MemoryStorage, faults: Faults): ModelShelf {
  return new ModelShelf(storage, 'models', calibrations(storage), faults);
}

async function readRuns({ storage, faults }: StateFolder, path: string): Promise<unknown> {
  const folders = { runs: 'runs', models: 'models', datasets: 'datasets' };
  const runs = new RunService(storage, folders, null as never, null as never, () => Promise.reject(), faults);
  const run = path.split('/')[1] as RunId;
  return [await runs.list(), await runs.detail(run), await runs.log(run, 0)];
}

async function readDatasets({ host, faults }: StateFolder, path: string): Promise<unknown> {
  const datasets = new DatasetService(host, 'datasets', null as never, null as never, faults);
  const listed = await datasets.list();
  if (!path.startsWith(join('datasets', 'd1'))) return listed;
  const id = 'd1' as DatasetId;
  return [listed, await datasets.detail(id), await datasets.report(id, REPORT, new AbortController().signal)];
}
