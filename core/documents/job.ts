/** Jobs (long work) as exchanged between page and core. JSON values only (`null`, never `undefined`). */
import type { CollectionSizes } from './collection.ts';
import type { CaptionMethod } from './dataset.ts';
import type {
  CollectionId,
  DatasetId,
  EvaluationId,
  GrantId,
  JobId,
  ModelId,
  RunId,
  SceneId,
} from './ids.ts';
import type { Activation, DownloadRequest, Precision } from './model.ts';
import type { GridSpec } from './search.ts';

/** `stopped`: ended early at the user's request, with everything saved. */
export type JobState = 'waiting' | 'running' | 'done' | 'stopped' | 'cancelled' | 'failed' | 'interrupted';

/** How work ends that was neither cancelled nor failed. */
export type WorkEnd = Extract<JobState, 'done' | 'stopped'>;

export type JobSummary = {
  readonly id: JobId;
  readonly kind: JobSpec['kind'];
  /** The request; shows, for example, which scene is being indexed. */
  readonly spec: JobSpec;
  readonly title: string;
  readonly state: JobState;
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  /** Unit of `done` and `total`; null for plain counts. */
  readonly unit: 'bytes' | null;
  readonly elapsedSeconds: number;
  readonly secondsLeft: number | null;
  /** Memory of the process that does the work; null if unknown or ended. */
  readonly memoryBytes: number | null;
  readonly error: string | null;
  readonly canResume: boolean;
  readonly startedAt: string;
};

export type JobSpec =
  | { readonly kind: 'index'; readonly scene: SceneId; readonly model: ModelId; readonly grid: GridSpec }
  /** The scenes of a collection that have no complete index, one after the other. */
  | ({
      readonly kind: 'index-collection';
      readonly collection: CollectionId;
      readonly model: ModelId;
    } & CollectionSizes)
  /** Copies the scene's index into the team store, or from there. */
  | {
      readonly kind: 'copy-index';
      readonly direction: 'publish' | 'pull';
      readonly scene: SceneId;
      readonly model: ModelId;
    }
  /** The patches of the whole scene. */
  | { readonly kind: 'index-patches'; readonly scene: SceneId; readonly model: ModelId }
  | {
      readonly kind: 'import-model';
      readonly grant: GrantId;
      readonly name: string;
      readonly activation: Activation | null;
      /** Id of the published model that it is; null for another one. */
      readonly knownAs: string | null;
    }
  | {
      readonly kind: 'calibrate-model';
      readonly model: ModelId;
      /** Null keeps the rate of the present calibration, or takes the default. */
      readonly falseAlarmRate: number | null;
    }
  | { readonly kind: 'model-precision'; readonly model: ModelId; readonly precision: Precision }
  | { readonly kind: 'caption'; readonly dataset: DatasetId; readonly method: CaptionMethod }
  /** Starts a run, or resumes it from its last checkpoint. */
  | { readonly kind: 'train'; readonly run: RunId }
  /** Runs an evaluation, or goes on with an interrupted one. */
  | { readonly kind: 'evaluate'; readonly evaluation: EvaluationId }
  /** Writes a converted copy, beside the source for `target` null, and opens it. */
  | {
      readonly kind: 'convert-scene';
      readonly source: GrantId;
      readonly target: GrantId | null;
      readonly name: string;
    }
  | ({ readonly kind: 'download-model' } & DownloadRequest);
