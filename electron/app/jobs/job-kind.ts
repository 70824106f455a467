/** Kinds of jobs: their titles and lanes, how each runs, and whether it can be resumed. */
import type { JobSpec, WorkEnd } from '../../../core/documents/job.ts';
import type { Task } from '../../../core/task.ts';

/** How the job table handles one kind of job. */
export type JobKind<S extends JobSpec> = {
  readonly title: (spec: S) => string;
  readonly canResume: boolean;
  /** The resource that the job occupies. Lanes run in parallel, so that neither a download nor days of training delay an index. */
  readonly lane: 'compute' | 'network' | 'training' | 'captions' | 'conversions';
  /** Resolves to `stopped` when the user ended the job early and everything is saved. */
  readonly run: (spec: S, task: Task) => Promise<WorkEnd>;
};
export type Lane = JobKind<JobSpec>['lane'];
export type JobKinds = { readonly [K in JobSpec['kind']]: JobKind<Extract<JobSpec, { kind: K }>> };

export function titleOf(kinds: JobKinds, spec: JobSpec): string {
  switch (spec.kind) {
    case 'index':
      return kinds.index.title(spec);
    case 'index-collection':
      return kinds['index-collection'].title(spec);
    case 'copy-index':
      return kinds['copy-index'].title(spec);
    case 'index-patches':
      return kinds['index-patches'].title(spec);
    case 'caption':
      return kinds.caption.title(spec);
    case 'convert-scene':
      return kinds['convert-scene'].title(spec);
    case 'import-model':
      return kinds['import-model'].title(spec);
    case 'model-precision':
      return kinds['model-precision'].title(spec);
    case 'calibrate-model':
      return kinds['calibrate-model'].title(spec);
    case 'download-model':
      return kinds['download-model'].title(spec);
    case 'train':
      return kinds.train.title(spec);
    case 'evaluate':
      return kinds.evaluate.title(spec);
  }
}

export function runJob(kinds: JobKinds, spec: JobSpec, task: Task): Promise<WorkEnd> {
  switch (spec.kind) {
    case 'index':
      return kinds.index.run(spec, task);
    case 'index-collection':
      return kinds['index-collection'].run(spec, task);
    case 'copy-index':
      return kinds['copy-index'].run(spec, task);
    case 'index-patches':
      return kinds['index-patches'].run(spec, task);
    case 'caption':
      return kinds.caption.run(spec, task);
    case 'convert-scene':
      return kinds['convert-scene'].run(spec, task);
    case 'import-model':
      return kinds['import-model'].run(spec, task);
    case 'download-model':
      return kinds['download-model'].run(spec, task);
    case 'model-precision':
      return kinds['model-precision'].run(spec, task);
    case 'calibrate-model':
      return kinds['calibrate-model'].run(spec, task);
    case 'train':
      return kinds.train.run(spec, task);
    case 'evaluate':
      return kinds.evaluate.run(spec, task);
  }
}
