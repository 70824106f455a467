/** Creates the core from its services. */
import { realpath } from 'node:fs/promises';
import { closeAll } from '../../../core/closing.ts';
import type { AppDescription, AppSettings } from '../../../core/documents/app.ts';
import { PROTOCOL } from '../../../core/rpc/contract.ts';
import { AppSettingsStore } from '../disk/app-settings.ts';
import { dataFolderAt } from '../disk/data-folder.ts';
import { GrantTable } from '../disk/grant-table.ts';
import { takeLock } from '../disk/lock-file.ts';
import { purgeExports, purgeUploads } from '../disk/spare-files.ts';
import { sweepStaleFiles } from '../disk/stale-files.ts';
import { type JobNews, jobNews } from '../jobs/job-news.ts';
import { JobTable } from '../jobs/job-table.ts';
import { AnswerStore } from '../project/answer-store.ts';
import { ProjectFiles } from '../project/project-files.ts';
import { ProjectStore } from '../project/project-store.ts';
import { QuestionLog } from '../project/question-log.ts';
import { RecentProjects } from '../project/recent-projects.ts';
import { answerBulk } from './bulk-answers.ts';
import type { Core } from './core.ts';
import { createServices, type ServiceOptions, type Services } from './create-services.ts';
import { handlersOver } from './handlers.ts';
import { jobKinds } from './job-kinds.ts';
import { RevisionCounter } from './revision-counter.ts';

export type CoreOptions = ServiceOptions & {
  readonly version: string;
  /** Page of the published releases, for a copy that is one of them. */
  readonly releases?: string | null;
  /** Called when work begins and ends, as far as the user's settings want that. */
  readonly onJobNews?: (news: JobNews) => void;
};

/** Shorter jobs end while the user still looks. */
const LONG_JOB_SECONDS = 30;

/** Throws `Busy` while another core holds the same data folder. */
export async function createCore(options: CoreOptions): Promise<Core> {
  const folder = dataFolderAt(options.dataFolder);
  const lock = await takeLock(`${folder.project}.lock`, `the data folder ${folder.root}`);
  const { storage } = options.host;
  const revisions = new RevisionCounter();
  const grants = new GrantTable();
  const services = await createServices(options);
  services.scenes.watch(() => revisions.bump('scenes'));
  services.devices.watch(() => revisions.bump('devices'));
  services.faults.watch(() => revisions.bump('faults'));
  const project = await ProjectStore.open(
    storage,
    folder.project,
    () => revisions.bump('project'),
    services.faults,
  );
  if (lock.wasLeft) project.noteCrash();
  const answers = new AnswerStore(storage, folder.answers, services.faults);
  const questions = new QuestionLog(project, answers, services.faults);
  const projectFiles = new ProjectFiles({
    ...{ storage, scenes: services.scenes, project, answers },
    recent: new RecentProjects(storage, folder.recentProjects, services.faults),
    ...{ uploads: folder.uploads, exports: folder.exports, version: options.version },
  });
  await purgeSpares(services, project, options).catch((error: unknown) => {
    console.error('longsight: old exports and uploads could not be removed:', error);
  });
  const kinds = jobKinds({
    ...{ services, grants, storage, uploads: folder.uploads },
    announce: revisions.bump.bind(revisions),
    show: (scene) => projectFiles.showOnTop(scene),
    start: (spec) => jobs.start(spec),
  });
  const settings = await AppSettingsStore.open(storage, folder.settings, services.faults);
  const news = jobNews(
    () => jobs.list(),
    (each) => {
      if (isWanted(each, settings.get())) options.onJobNews?.(each);
    },
  );
  const jobs: JobTable = await JobTable.open(
    kinds,
    storage,
    folder.jobs,
    () => {
      revisions.bump('jobs');
      news.look();
    },
    services.faults,
  );
  const description: AppDescription = {
    version: options.version,
    releases: options.releases ?? null,
    protocol: PROTOCOL,
    platform: `${process.platform} ${process.arch}`,
    dataFolder: folder.root,
  };
  return {
    handlers: handlersOver({
      ...{ services, grants, revisions, project, projectFiles, answers, questions },
      ...{ jobs, settings, description },
    }),
    handle: (request) => answerBulk(services, request, () => project.document.background),
    grantRead: (path) => grants.grantRead(path),
    grantFolder: (path) => grants.grantFolder(path),
    grantEither: (path) => grants.grantEither(path),
    grantWrite: (path) => grants.grantWrite(path),
    restoreGrant: (id, path, access) => grants.restore(id, path, access),
    isFirstStart: () => project.isNew,
    language: () => settings.get().language,
    uploadFolder: folder.uploads,
    close: () =>
      closeAll([() => jobs.close(), () => questions.close(), () => services.close(), () => lock.release()]),
  };
}

/** The end of work is always told, so that nothing keeps the machine awake after a change of the settings. */
function isWanted(news: JobNews, { keepsAwake, notifies }: AppSettings): boolean {
  if (news.kind === 'jobs-at-work') return keepsAwake || !news.isAtWork;
  return notifies && news.seconds >= LONG_JOB_SECONDS;
}

async function purgeSpares(
  { scenes, evaluations, collections }: Services,
  { document }: ProjectStore,
  { host, dataFolder }: CoreOptions,
): Promise<void> {
  const { exports, uploads } = dataFolderAt(dataFolder);
  const layers = document.layers.map(({ scene }) => scene).filter((scene) => scenes.isKnown(scene));
  await sweepStaleFiles(dataFolder, true);
  await purgeExports(host.storage, exports, Date.now());
  // Files of a damaged scene, evaluation, collection or project are not known, so nothing is removed.
  const names = await host.storage.list(dataFolder);
  const evaluated = await evaluations.dataPaths();
  const collected = await collections.store.sourcePaths();
  if (
    evaluated === null ||
    collected === null ||
    !(await scenes.knowsAll()) ||
    names.some((name) => name.startsWith('project.json.damaged'))
  )
    return;
  // Evaluations keep what they measured, so that their pictures can be shown and they can be resumed.
  const kept = [...layers.map((scene) => scenes.pathOf(scene)), ...evaluated, ...collected];
  // Scenes and granted data are stored under their real paths.
  if (await host.storage.exists(uploads))
    await purgeUploads(host.storage, await realpath(uploads), { ofScenes: scenes.paths(), kept }, Date.now());
}
