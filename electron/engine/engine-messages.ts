/** Messages between the core process and an engine process: JSON values and typed arrays, by structured clone. */

import type { DeviceName } from '../../core/documents/app.ts';
import type { Precision } from '../../core/documents/model.ts';
import type { Port } from '../../core/rpc/port.ts';
import type { PixelStatistics, Pooling } from '../../models/preprocess/conventions.ts';
import type { PatchRelevance } from '../../training/relevance/relevance-of.ts';

/** A model to run on one device; the engine loads it on first use and keeps it. */
export type EngineModel = {
  /** Folder with the graphs and their weights. */
  readonly path: string;
  /** Identity of the embeddings; distinguishes a model from one imported later under the same name. */
  readonly identity: string;
  /** Which of the folder's graphs run. */
  readonly precision: Precision;
  readonly imageSizePx: number;
  readonly embeddingDim: number;
  readonly statistics: PixelStatistics;
  /** Feeds that the text graph takes. */
  readonly pooling: Pooling;
  readonly contextLength: number;
  readonly device: DeviceName;
  /** Threads of one run; 0 for one a core. */
  readonly threads: number;
};

/** Comparison of a device with the CPU on a fixed input. Speeds are those of the vision tower, without preprocessing. */
export type ProbeOutcome = { readonly cpuWindowsPerSecond: number } & (
  | { readonly kind: 'verified'; readonly windowsPerSecond: number }
  | { readonly kind: 'failed'; readonly reason: string }
);

export type EngineWork =
  | { readonly kind: 'load' }
  /** Runs the model on its device and on the CPU; neither is kept. */
  | { readonly kind: 'probe' }
  /** `crops` `[count, S, S, 3]` */
  | { readonly kind: 'vision'; readonly crops: Uint8Array; readonly count: number }
  /** As `vision`, with the features of the patches: `[count, 1 + G², E]` */
  | { readonly kind: 'patches'; readonly crops: Uint8Array; readonly count: number }
  /**
   * One crop `[S, S, 3]` and the unit vector `[E]` of a text. Always on the CPU and with the float32 weights, whatever the model's device and
   * precision.
   */
  | {
      readonly kind: 'relevance';
      readonly crop: Uint8Array;
      readonly text: Float32Array;
      /** Null for the published choice. */
      readonly blocks: number | null;
    }
  /** `ids` `[count, T]` */
  | { readonly kind: 'text'; readonly ids: Int32Array; readonly count: number };

export type EngineRequest = { readonly id: number; readonly model: EngineModel; readonly work: EngineWork };

export type EngineReply =
  | { readonly kind: 'loaded'; readonly id: number; readonly memoryBytes: number }
  | { readonly kind: 'probed'; readonly id: number; readonly outcome: ProbeOutcome }
  | {
      readonly kind: 'features';
      readonly id: number;
      readonly features: Float32Array;
      /** Main memory of the process with all that it has loaded. */
      readonly memoryBytes: number;
    }
  | { readonly kind: 'relevance'; readonly id: number; readonly relevance: PatchRelevance }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

/** A running engine process. */
export type EngineConnection = {
  readonly port: Port;
  /** Ends the process at once, even in the middle of a run. */
  readonly kill: () => void;
};

/** Starts one engine process: by fork under plain Node, through main as a utility process under Electron. */
export type StartEngine = () => EngineConnection | Promise<EngineConnection>;
