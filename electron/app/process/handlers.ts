/** The answers to the contract, over the services: what changes is told to every page. */

import type { AppDescription, Revisions } from '../../../core/documents/app.ts';
import { Busy, NotFound } from '../../../core/errors.ts';
import type { Handlers } from '../../../core/rpc/contract.ts';
import type { GrantTable } from '../disk/grant-table.ts';
import type { JobTable } from '../jobs/job-table.ts';
import type { ProjectStore } from '../project/project-store.ts';
import { grantedSpec } from '../runs/granted-spec.ts';
import type { Services } from './create-services.ts';
import type { RevisionCounter } from './revision-counter.ts';

type Parts = {
  readonly services: Services;
  readonly grants: GrantTable;
  readonly revisions: RevisionCounter;
  readonly project: ProjectStore;
  readonly jobs: JobTable;
  readonly description: AppDescription;
};

export function handlersOver({ services, grants, revisions, project, jobs, description }: Parts): Handlers {
  const { scenes, models, devices, downloads, indexes, queries, exports, runs, datasets, captions } =
    services;
  const changed = async (topic: keyof Revisions, change: Promise<void>): Promise<null> => {
    await change;
    revisions.bump(topic);
    return null;
  };
  return {
    'app.info': async () => description,
    'app.watch': (_, { signal, report }) => revisions.watch(report, signal),
    'app.device': () => models.device(),
    'app.chooseDevice': async ({ device }) => {
      await devices.choose(device);
      return null;
    },
    'app.retryDevices': async () => {
      await devices.retry();
      return null;
    },

    'scenes.open': async ({ grant }) => {
      const id = await scenes.openPath(grants.pathOf(grant, 'read'));
      revisions.bump('scenes');
      return scenes.detail(id);
    },
    'scenes.locate': async ({ scene, grant }) => {
      await scenes.locate(scene, grants.pathOf(grant, 'read'));
      revisions.bump('scenes');
      return scenes.detail(scene);
    },
    'scenes.list': () => scenes.list(),
    'scenes.forget': async ({ scene }) => {
      if (jobs.isAtWork((spec) => spec.kind === 'index' && spec.scene === scene))
        throw new Busy('the scene is being indexed: wait for it, or cancel that job first');
      if (!scenes.isKnown(scene)) throw new NotFound(`there is no scene ${scene}`);
      await indexes.removeAll(scene);
      await project.forgetScene(scene);
      await scenes.forget(scene);
      revisions.bump('scenes');
      return null;
    },
    'scenes.setModelView': async ({ scene, view }) => {
      await scenes.setModelView(scene, view);
      revisions.bump('scenes');
      return scenes.detail(scene);
    },
    'scenes.bandRanges': ({ scene }, { signal }) => scenes.bandRanges(scene, signal),
    'scenes.identify': ({ scene, col, row }) => scenes.identify(scene, col, row),

    'index.plan': ({ scene, model, sizesPx, view }) => indexes.plan(scene, model, sizesPx, { view }),
    'index.list': ({ scene }) => indexes.list(scene),
    'index.unreadable': ({ scene }) => indexes.unreadable(scene),
    'index.remove': async ({ scene, index }) => {
      await indexes.remove(scene, index);
      revisions.bump('scenes');
      return null;
    },

    'models.list': () => models.list(),
    'models.remove': async ({ model }) => {
      if (jobs.isAtWork((spec) => spec.kind === 'index' && spec.model === model))
        throw new Busy(`model ${model} is at work on an index: wait for it, or cancel that job first`);
      await models.remove(model);
      revisions.bump('models');
      return null;
    },

    'models.inspect': ({ grant }) => models.inspect(grants.pathOf(grant, 'read')),
    'models.known': () => downloads.known(),
    'models.leftovers': async () => [...(await downloads.leftovers()), ...(await models.damaged())],
    'models.discard': async ({ kind, name }) => {
      await (kind === 'download' ? downloads.discard(name) : models.remove(name));
      revisions.bump('models');
      return null;
    },
    'models.downloadSettings': () => downloads.settings.get(),
    'models.setDownloadSettings': async (settings) => {
      await downloads.settings.set(settings);
      revisions.bump('models');
      return downloads.settings.get();
    },

    'jobs.list': async () => jobs.list(),
    'jobs.start': ({ spec }) => jobs.start(spec),
    'jobs.cancel': async ({ job }) => {
      await jobs.cancel(job);
      return null;
    },
    'jobs.resume': async ({ job }) => {
      await jobs.resume(job);
      return null;
    },
    'jobs.dismiss': async ({ job }) => {
      await jobs.dismiss(job);
      return null;
    },

    'runs.plan': ({ spec }, task) =>
      runs.plan(
        grantedSpec(spec, (grant) => grants.pathOf(grant, 'read')),
        task,
      ),
    'runs.create': async ({ spec }) => {
      const id = await runs.create(grantedSpec(spec, (grant) => grants.pathOf(grant, 'read')));
      revisions.bump('runs');
      return id;
    },
    'runs.list': () => runs.list(),
    'runs.detail': ({ run }) => runs.detail(run),
    'runs.log': ({ run, from }) => runs.log(run, from),
    'runs.stop': async ({ run }) => {
      await runs.stop(run);
      return null;
    },
    'runs.remove': async ({ run }) => {
      if (jobs.isAtWork((spec) => spec.kind === 'train' && spec.run === run))
        throw new Busy(`run ${run} is waiting or running: stop it first`);
      await runs.remove(run);
      revisions.bump('runs');
      return null;
    },

    'datasets.list': () => datasets.list(),
    'datasets.create': async ({ name }) => {
      const id = await datasets.create(name);
      revisions.bump('datasets');
      return id;
    },
    'datasets.remove': async ({ dataset }) => {
      if (jobs.isAtWork((spec) => spec.kind === 'caption' && spec.dataset === dataset))
        throw new Busy('captions are being written for this data set: cancel that job first');
      return changed('datasets', datasets.remove(dataset));
    },
    'datasets.detail': ({ dataset }) => datasets.detail(dataset),
    'datasets.addWindows': async ({ dataset, scene, windows }, { signal }) => {
      const ids = await datasets.addWindows(dataset, scene, windows, signal);
      revisions.bump('datasets');
      return ids;
    },
    'datasets.importFiles': async ({ dataset, grants: given }, { signal }) => {
      const paths = given.map((grant) => grants.pathOf(grant, 'read'));
      const imported = await datasets.importFiles(dataset, paths, signal);
      revisions.bump('datasets');
      return imported;
    },
    'datasets.setTexts': ({ dataset, pair, texts, isTyping }) =>
      changed('datasets', datasets.setTexts(dataset, pair, texts, isTyping)),
    'datasets.setGrouping': ({ dataset, grouping }) =>
      changed('datasets', datasets.setGrouping(dataset, grouping)),
    'datasets.removePairs': ({ dataset, pairs }) => changed('datasets', datasets.removePairs(dataset, pairs)),
    'datasets.undo': ({ dataset }) => changed('datasets', datasets.undo(dataset)),
    'datasets.redo': ({ dataset }) => changed('datasets', datasets.redo(dataset)),
    'datasets.report': ({ dataset, ...settings }, { signal }) => datasets.report(dataset, settings, signal),
    'datasets.export': ({ dataset, target }, { signal }) =>
      exports.makeDataset(dataset, target === null ? null : grants.pathOf(target, 'write'), signal),

    'assistant.settings': () => captions.settings(),
    'assistant.set': ({ url, model, key, timeoutSeconds }) =>
      changed('datasets', captions.set(url, model, key, timeoutSeconds)),
    'assistant.turnOff': () => changed('datasets', captions.turnOff()),
    'assistant.agree': () => changed('datasets', captions.agree()),
    'assistant.preview': ({ dataset, method }) => captions.preview(dataset, method),

    'query.count': async ({ model, text }) => {
      const { count, limit, truncated, cutAt } = await models.tokenize(model, text);
      return { count, limit, truncated, cutAt };
    },
    'query.run': async (request, { signal }) => {
      const result = await queries.run(request, signal);
      const { id, scene, model, terms, ranAt } = result;
      await project.apply({ kind: 'record-query', query: { id, scene, model, terms, ranAt } });
      return result;
    },

    'query.compare': async ({ scene, a, b, terms, hits }, { signal }) => ({
      a: await queries.run({ scene, model: a, terms, hits }, signal),
      b: await queries.run({ scene, model: b, terms, hits }, signal),
    }),
    'query.difference': ({ a, b, measure }) => queries.describeDifference(a, b, measure),

    'export.make': ({ query, product, threshold, target }, { signal }) => {
      const options = { threshold, style: project.document.similarity };
      return target === null
        ? exports.makeForDownload(query, product, options, signal)
        : exports.make(query, product, options, grants.pathOf(target, 'write'), signal);
    },

    'project.get': async () => project.state(),
    'project.apply': async ({ transaction }) => {
      if (transaction.kind === 'add-layer' && !scenes.isKnown(transaction.layer.scene))
        throw new NotFound(`there is no scene ${transaction.layer.scene}`);
      return project.apply(transaction);
    },
    'project.undo': () => project.undo(),
    'project.redo': () => project.redo(),
  };
}
