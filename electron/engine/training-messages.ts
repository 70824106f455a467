/** Messages between the core process and a training process, which serves one request in its life. */
import type { WorkEnd } from '../../core/documents/job.ts';
import type { RunPlan, RunSpec } from '../../core/documents/run.ts';
import type { Progress } from '../../core/task.ts';

export type TrainingRequest = {
  readonly kind: 'training';
  /** Folders inside the data folder. */
  readonly folders: { readonly models: string; readonly datasets: string };
  /** CPU threads; 0 for one per core. */
  readonly threads: number;
  readonly work:
    | { readonly kind: 'run'; readonly folder: string }
    | { readonly kind: 'plan'; readonly spec: RunSpec };
};

export type TrainingReply =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'ended'; readonly how: WorkEnd }
  | { readonly kind: 'planned'; readonly plan: RunPlan }
  | { readonly kind: 'failed'; readonly message: string };
