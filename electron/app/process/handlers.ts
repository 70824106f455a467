/** Handlers for the whole contract: those of each feature, and the few that involve several features. */
import type { AppDescription } from '../../../core/documents/app.ts';
import { TEAM } from '../../../core/documents/team.ts';
import { Busy, NotFound } from '../../../core/errors.ts';
import type { Handlers } from '../../../core/rpc/contract.ts';
import { changeHandlers } from '../change/change-handlers.ts';
import { collectionHandlers } from '../collections/collection-handlers.ts';
import { datasetHandlers } from '../datasets/dataset-handlers.ts';
import { deviceHandlers } from '../devices/device-handlers.ts';
import type { AppSettingsStore } from '../disk/app-settings.ts';
import type { GrantTable } from '../disk/grant-table.ts';
import { downloadHandlers } from '../download/download-handlers.ts';
import { newestRelease } from '../download/newest-release.ts';
import { embeddingHandlers } from '../embeddings/embedding-handlers.ts';
import { evaluationHandlers } from '../evaluation/evaluation-handlers.ts';
import { exportHandlers } from '../export/export-handlers.ts';
import { jobHandlers } from '../jobs/job-handlers.ts';
import type { JobTable } from '../jobs/job-table.ts';
import { modelHandlers } from '../models/model-handlers.ts';
import type { AnswerStore } from '../project/answer-store.ts';
import type { ProjectFiles } from '../project/project-files.ts';
import { projectHandlers } from '../project/project-handlers.ts';
import type { ProjectStore } from '../project/project-store.ts';
import type { QuestionLog } from '../project/question-log.ts';
import { runHandlers } from '../runs/run-handlers.ts';
import { sceneHandlers } from '../scenes/scene-handlers.ts';
import { searchHandlers } from '../search/search-handlers.ts';
import { webHandlers } from '../web/web-handlers.ts';
import type { Services } from './create-services.ts';
import { diagnose } from './diagnose-handler.ts';
import { clearPart, diskUse } from './disk-use.ts';
import { indexDemo } from './index-demo.ts';
import type { RevisionCounter } from './revision-counter.ts';
import { teamHandlers } from './team-handlers.ts';

type Parts = {
  readonly services: Services;
  readonly grants: GrantTable;
  readonly revisions: RevisionCounter;
  readonly project: ProjectStore;
  readonly projectFiles: ProjectFiles;
  readonly answers: AnswerStore;
  readonly questions: QuestionLog;
  readonly jobs: JobTable;
  readonly settings: AppSettingsStore;
  readonly description: AppDescription;
};

export function handlersOver(everything: Parts): Handlers {
  const { services, grants, revisions, project, projectFiles, answers, questions } = everything;
  const { jobs, settings, description } = everything;
  const { scenes, indexes, patchIndexes, queries } = services;
  const announce = revisions.bump.bind(revisions);
  const parts = { ...services, grants, project, projectFiles, answers, jobs, announce };
  const { 'scenes.open': openScene, ...ofScenes } = sceneHandlers(parts);
  const local = collectionHandlers(parts);
  const ofCollections = { ...local, ...teamHandlers(parts, local) };
  // The demo can be indexed by hand, too.
  const reportFault = (error: unknown): void =>
    console.error('longsight: the demo scene could not be indexed:', error);
  return {
    ...ofScenes,
    ...searchHandlers(parts),
    ...modelHandlers(parts),
    ...downloadHandlers(parts),
    ...deviceHandlers(services.devices),
    ...datasetHandlers(parts),
    ...runHandlers(parts),
    ...evaluationHandlers(parts),
    ...ofCollections,
    ...jobHandlers(jobs),
    ...exportHandlers(parts),
    ...changeHandlers(parts),
    ...embeddingHandlers(parts),
    ...projectHandlers(parts),
    ...webHandlers(parts),

    'app.info': async () => description,
    'app.disk': () => diskUse(description.dataFolder),
    'app.clear': async ({ part }) => {
      await clearPart(description.dataFolder, part);
      return diskUse(description.dataFolder);
    },
    'app.settings': async () => settings.get(),
    'app.setSettings': async (chosen) => {
      await settings.set(chosen);
      return settings.get();
    },
    'app.diagnose': (asked) => diagnose({ services, jobs, description }, asked),
    'app.newestRelease': async (_, { signal }) =>
      newestRelease(description, await services.downloads.settings.get(), signal),
    'app.faults': async () => services.faults.list(),
    'app.watch': (_, { signal, report }) => revisions.watch(report, signal),
    'scenes.open': async (input, task) => {
      const isFirst = project.isNew;
      const scene = await openScene(input, task);
      // Before the page sees the scene: it would offer to index it.
      if (isFirst) await indexDemo(services, jobs, scene.id, reportFault);
      return scene;
    },
    'scenes.forget': async ({ scene }) => {
      if (
        jobs.isAtWork(
          (spec) => (spec.kind === 'index' || spec.kind === 'index-patches') && spec.scene === scene,
        )
      )
        throw new Busy('the scene is being indexed: wait for that job or cancel it first');
      if (!scenes.isKnown(scene)) throw new NotFound(`there is no scene ${scene}`);
      await patchIndexes.removeAll(scene);
      await indexes.removeAll(scene);
      await project.forgetScene(scene);
      await scenes.forget(scene);
      announce('scenes');
      return null;
    },
    'query.run': async ({ isRecorded, ...request }, { signal }) => {
      const result = await queries.run(request, signal);
      if (!isRecorded) return result;
      await questions.record(result);
      return result;
    },
    'collections.query': async (request, task) => {
      const answer = await ofCollections['collections.query'](request, task);
      const { isRecorded, collection } = request;
      // A team store has a list of its own.
      if (isRecorded && collection !== TEAM)
        await questions.recordOfCollection(answer, services.collections.store.nameOf(collection));
      return answer;
    },
    'query.layer': (request, { signal }) => queries.run({ ...request, sizesPx: null, hits: 1 }, signal),
    'models.calibrateOnJudgements': async ({ model }, { signal }) => {
      const refined = await services.judged.refine(model, project.document.reviews, signal);
      announce('models');
      return refined;
    },
    'models.forgetJudgements': async ({ model }) => {
      const calibration = await services.judged.forget(model);
      announce('models');
      return calibration;
    },
  };
}
