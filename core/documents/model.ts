/** Models, checkpoints and downloads, exchanged between page and core. JSON values only (`null`, never `undefined`). */
import type { ModelId, RunId } from './ids.ts';

export const PRECISIONS = ['fp32', 'fp16', 'int8'] as const;
/**
 * How a model computes: `int8` runs the image tower's linear layers in 8-bit integers, `fp16` keeps weights in half
 * precision and computes in float32.
 */
export type Precision = (typeof PRECISIONS)[number];

/** Result of comparing a reduced precision with float32; `figures` is text for people. */
export type PrecisionCheck = { readonly passed: boolean; readonly figures: string };
/** Float32 is the reference and has no entry. */
export type PrecisionChecks = Readonly<Partial<Record<Precision, PrecisionCheck>>>;

export type ModelSummary = {
  readonly id: ModelId;
  readonly name: string;
  readonly embeddingDim: number;
  readonly imageSizePx: number;
  readonly contextLength: number;
  readonly parameters: number;
  readonly bytes: number;
  /** Size of the model folder; `bytes` of it are weights. */
  readonly diskBytes: number;
  readonly activation: ModelActivation;
  /** Origin in one line, for people who read the command line. */
  readonly source: string;
  /** Null for a model that was not made by a run. */
  readonly training: TrainedFrom | null;
  readonly provenance: {
    readonly file: string;
    readonly sha256: string;
    /** Download address; null for a local file. */
    readonly url: string | null;
    /** Source of the activation; null if it was not recorded. */
    readonly activationFrom: string | null;
  };
  readonly isStarter: boolean;
  /** How well the model tells present from absent content; null if it is not calibrated in its present precision. */
  readonly calibration: CalibrationSummary | null;
  /** The precision in use; every index belongs to one. */
  readonly precision: Precision;
  /** Results for the reduced precisions that were compared with float32. */
  readonly precisionChecks: PrecisionChecks;
};

/** The run that made a model. */
export type TrainedFrom = {
  /** Name of the model or file that it started from. */
  readonly base: string;
  readonly run: RunId;
  readonly checkpoint: string;
  /** Null if the checkpoint's name does not say it. */
  readonly step: number | null;
  /** When the run was created; null if its id does not say it. */
  readonly createdAt: string | null;
};

export type CalibrationSummary = {
  /** Chance that a sentence about present content stands higher than one about absent content. */
  readonly auc: number;
  /** Standing (z) from which a sentence is called present. */
  readonly threshold: number;
  /** Share of sentences about absent content that may be called present, 0 to 1. */
  readonly falseAlarmRate: number;
  /** Number of calibration pictures. */
  readonly pictures: number;
  /** False if the area under the curve is too low: the model gives no verdicts. */
  readonly isTrusted: boolean;
  /** Whether sharpened maps showed objects better than plain ones; null if it was not measured. */
  readonly sharpens: boolean | null;
  /** Number of the user's judged questions that refine it, about absent and about present content; null if none do. */
  readonly judged: JudgedCounts | null;
};

export type JudgedCounts = { readonly absent: number; readonly present: number };

/** A calibration after judged questions were taken in. */
export type RefinedCalibration = {
  readonly calibration: CalibrationSummary;
  /** Judged questions that could not be measured again, because their scene is not indexed with this model. */
  readonly leftOut: number;
};

export const ACTIVATIONS = ['quick_gelu', 'gelu'] as const;
/** Variant of GELU in a CLIP. The weights do not show it; null takes it from the files and fails if they do not say. */
export type Activation = (typeof ACTIVATIONS)[number];
/** Variants of GELU in any model: those of CLIP, and the approximation by the hyperbolic tangent that SigLIP models use. */
export const MODEL_ACTIVATIONS = [...ACTIVATIONS, 'gelu_tanh'] as const;
export type ModelActivation = (typeof MODEL_ACTIVATIONS)[number];

/** A checkpoint that can be imported, judged by its keys and shapes. */
export type CheckpointSummary = {
  readonly file: string;
  /** Proposed name, not used by another model. */
  readonly name: string;
  readonly format: string;
  readonly layout: string;
  readonly architecture: string;
  readonly contextLength: number;
  readonly embeddingDim: number;
  readonly parameters: number;
  /** Null: the user has to choose. */
  readonly activation: { readonly value: ModelActivation; readonly from: string } | null;
  /** Published models of this architecture, one of which it may be; what they state completes the file. */
  readonly candidates: readonly ImportableModel[];
};

export type DownloadRequest = {
  readonly source:
    | { readonly kind: 'known'; readonly model: string }
    | { readonly kind: 'url'; readonly url: string };
  /** Name of the new model. */
  readonly name: string;
  readonly activation: Activation | null;
};

/** Null: the environment decides (`HF_ENDPOINT`; `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`). */
export type DownloadSettings = { readonly mirror: string | null; readonly proxy: string | null };

/** Published weights that can be downloaded by name. */
export type KnownModelSummary = {
  readonly id: string;
  readonly title: string;
  readonly architecture: string;
  readonly contextLength: number;
  /** Approximate size of the file. */
  readonly sizeBytes: number;
  readonly parameters: number;
  /** Null: see `page`. */
  readonly licence: string | null;
  /** Null: the user has to choose. */
  readonly activation: Activation | null;
  readonly url: string;
  readonly page: string;
};

/** A published model that can be imported from a file, with what the file does not state. */
export type ImportableModel = {
  readonly id: string;
  readonly title: string;
  readonly architecture: string;
  readonly contextLength: number;
  /** Null: see its publisher's page. */
  readonly licence: string | null;
  /** Null: its files state it, or the user has to choose. */
  readonly activation: Activation | null;
  /** Put before every text. */
  readonly promptPrefix: string;
  /** True if it needs a vocabulary file beside its weights. */
  readonly vocabulary: boolean;
};

/** Entry of the models folder that is not a model. */
export type Leftover =
  | {
      readonly kind: 'download';
      readonly name: string;
      readonly bytes: number;
      readonly totalBytes: number | null;
      readonly reason: null;
    }
  | {
      readonly kind: 'damaged';
      readonly name: string;
      readonly bytes: number;
      readonly totalBytes: null;
      readonly reason: string;
    };
