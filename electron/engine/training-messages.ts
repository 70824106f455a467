/** What goes between the core process and an engine process that trains: it serves one request in its life. */
import type { WorkEnd } from '../../core/documents/job.ts';
import type { RunPlan, RunSpec } from '../../core/documents/run.ts';
import type { Progress } from '../../core/task.ts';

export type TrainingRequest = {
  readonly kind: 'training';
  /** Of the data folder. */
  readonly folders: { readonly models: string; readonly datasets: string };
  /** Of the CPU; 0 for one a core. */
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
