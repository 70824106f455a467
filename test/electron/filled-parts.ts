/** The parts of a filled data folder that come from a scene with an index and a data set. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inPixels } from '../../core/documents/collection.ts';
import type { DatasetId, ModelId, SceneId } from '../../core/documents/ids.ts';
import type { JobSpec } from '../../core/documents/job.ts';
import type { QueryTerm } from '../../core/documents/search.ts';
import { unattended } from '../../core/task.ts';
import type { Core } from '../../electron/app/process/core.ts';

export const ASKED: readonly QueryTerm[] = [{ kind: 'text', text: 'a bridge', weight: 1 }];
const ALLOWED_SERVER = 'tiles.example';

export type Filling = {
  readonly base: string;
  readonly core: Core;
  readonly scene: SceneId;
  /** The file of the scene. */
  readonly file: string;
  readonly model: ModelId;
};

/** Ends when the job does. */
export async function jobDone({ handlers: call }: Core, spec: JobSpec): Promise<void> {
  const job = await call['jobs.start']({ spec }, unattended());
  for (;;) {
    const found = (await call['jobs.list'](null, unattended())).find(({ id }) => id === job);
    if (found?.state === 'done') return;
    if (found?.state === 'failed') throw new Error(`${spec.kind}: ${found.error}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Settings, an allowed server, an answer to a question of the project, the project's own file. */
export async function fillDesk({ base, core, scene, model }: Filling): Promise<void> {
  const call = core.handlers;
  await call['app.setSettings']({ keepsAwake: false, notifies: true, language: 'system' }, unattended());
  await call['web.allow']({ host: ALLOWED_SERVER }, unattended());
  const question = { scene, model, terms: ASKED, area: null, sizesPx: null };
  await call['query.run']({ ...question, hits: 3, isRecorded: true }, unattended());
  await mkdir(join(base, 'exports'), { recursive: true });
  const target = (await core.grantWrite(join(base, 'exports/desk.longsight'))).id;
  await call['project.saveAs']({ target }, unattended());
}

/** Patches of the scene, two collections with it, and its embeddings imported twice. */
export async function fillFromIndex({ base, core, scene, file, model }: Filling): Promise<void> {
  const call = core.handlers;
  await jobDone(core, { kind: 'index-patches', scene, model });
  for (const name of ['first', 'second']) {
    const grants = [(await core.grantRead(file)).id];
    const collection = await call['collections.create']({ name, grants }, unattended());
    await call['collections.scan']({ collection }, unattended());
    await jobDone(core, { kind: 'index-collection', collection, model, ...inPixels([1024]) });
  }
  const path = join(base, 'exports/embeddings.parquet');
  const target = (await core.grantWrite(path)).id;
  const source = { kind: 'scenes', scenes: [scene] } as const;
  await call['embeddings.export']({ source, model, int8: false, target }, unattended());
  for (const name of ['first', 'second'])
    await call['embeddings.import']({ grant: (await core.grantRead(path)).id, name }, unattended());
}

/** An evaluation of the model on each data set, with its report. */
export async function fillEvaluations(
  { core, model }: Filling,
  datasets: readonly DatasetId[],
): Promise<void> {
  const task = { kind: 'retrieval', split: null, texts: null, protocol: null } as const;
  for (const dataset of datasets) {
    const request = { model, task, data: { kind: 'collected', dataset } } as const;
    const evaluation = await core.handlers['evaluations.create']({ request }, unattended());
    await jobDone(core, { kind: 'evaluate', evaluation });
  }
}
