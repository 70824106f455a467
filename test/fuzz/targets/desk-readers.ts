/** Readers of settings, projects, answers, collections, imported embeddings and evaluations. */
import type { CollectionId, EmbeddingSetId, EvaluationId } from '../../../core/documents/ids.ts';
import { compareReports } from '../../../core/evaluation/compare.ts';
import { reportCsv } from '../../../core/evaluation/report-csv.ts';
import { readStateText } from '../../../core/state-file.ts';
import { rowsOf } from '../../../electron/app/collections/collection-rows.ts';
import { CollectionStore } from '../../../electron/app/collections/collection-store.ts';
import { AppSettingsStore } from '../../../electron/app/disk/app-settings.ts';
import { EmbeddingStore } from '../../../electron/app/embeddings/embedding-store.ts';
import { EvaluationService } from '../../../electron/app/evaluation/evaluation-service.ts';
import { TeamAccess } from '../../../electron/app/process/team-access.ts';
import { AnswerStore } from '../../../electron/app/project/answer-store.ts';
import { RecentProjects } from '../../../electron/app/project/recent-projects.ts';
import { decodeSavedProject, encodeSavedProject } from '../../../electron/app/project/saved-project.ts';
import { WebAccess } from '../../../electron/app/web/web-access.ts';
import { ANSWERED } from '../seeds/answered.ts';
import type { StateFolder, StateReader } from './state-reader.ts';

export const DESK_READERS: readonly (readonly [pattern: RegExp, reader: StateReader])[] = [
  [
    /^settings\.json$/,
    { read: async ({ storage, faults }, path) => (await AppSettingsStore.open(storage, path, faults)).get() },
  ],
  [
    /^web\.json$/,
    { read: async ({ storage, faults }, path) => (await WebAccess.open(storage, path, faults)).hosts() },
  ],
  [
    /^team\.json$/,
    {
      read: async ({ storage, faults }, path) =>
        (await TeamAccess.open(storage, path, null as never, faults)).store(),
    },
  ],
  [
    /^recent-projects\.json$/,
    { read: ({ storage, faults }, path) => new RecentProjects(storage, path, faults).list() },
  ],
  [
    /^answers\//,
    { read: ({ storage, faults }) => new AnswerStore(storage, 'answers', faults).find(ANSWERED) },
  ],
  [/^desk\.longsight$/, { read: readSavedProject }],
  [/^collections\//, { read: readCollections }],
  [/^embeddings\//, { read: readEmbeddingSets }],
  [/^evaluations\//, { read: readEvaluations }],
];

async function readSavedProject({ storage }: StateFolder, path: string): Promise<unknown> {
  const project = decodeSavedProject((await readStateText(storage, path)) ?? '', path);
  const again = new TextDecoder().decode(encodeSavedProject(project, 'fuzz'));
  return decodeSavedProject(again, path).document;
}

async function readCollections({ storage, faults }: StateFolder): Promise<unknown> {
  const store = new CollectionStore(storage, 'collections', faults);
  const listed = await store.list();
  const id = 'c1' as CollectionId;
  const { sources } = await store.meta(id);
  return [listed, rowsOf(await store.scenes(id), sources), await store.failures(id)];
}

async function readEmbeddingSets({ storage, faults }: StateFolder): Promise<unknown> {
  const store = new EmbeddingStore(storage, 'embeddings', faults);
  return [await store.list(), await store.set('e1' as EmbeddingSetId)];
}

async function readEvaluations({ host, faults }: StateFolder): Promise<unknown> {
  const room = { host, folder: 'evaluations' } as never;
  const service = new EvaluationService(room, { datasets: 'datasets', runs: 'runs' }, faults);
  const listed = await service.list();
  const id = 'v1' as EvaluationId;
  const report = await service.report(id);
  return [listed, report, compareReports(report, report), reportCsv(report), await service.picture(id, 0)];
}
