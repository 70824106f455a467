/** Models, checkpoints and downloads, as page and core tell each other of them. JSON values only (`null`, never `undefined`). */
import type { ModelId } from './ids.ts';

export const PRECISIONS = ['fp32', 'fp16', 'int8'] as const;
/**
 * How a model computes: `int8` runs the image tower's linear layers in 8-bit integers, `fp16` keeps weights in half
 * precision and computes in float32.
 */
export type Precision = (typeof PRECISIONS)[number];

/** What the comparison of a reduced precision with float32 found; `figures` in words. */
export type PrecisionCheck = { readonly passed: boolean; readonly figures: string };
/** Float32 is what the others are compared with and has no entry. */
export type PrecisionChecks = Readonly<Partial<Record<Precision, PrecisionCheck>>>;

export type ModelSummary = {
  readonly id: ModelId;
  readonly name: string;
  readonly embeddingDim: number;
  readonly imageSizePx: number;
  readonly contextLength: number;
  readonly parameters: number;
  readonly bytes: number;
  /** Everything of the model on the disk; `bytes` of it are weights. */
  readonly diskBytes: number;
  readonly activation: Activation;
  readonly source: string;
  readonly provenance: {
    readonly file: string;
    readonly sha256: string;
    /** Where it was downloaded from; null for a local file. */
    readonly url: string | null;
    /** What told the activation; null where it was not recorded. */
    readonly activationFrom: string | null;
  };
  readonly isStarter: boolean;
  /** Whether "convincing" and "none" are calibrated for it. */
  readonly isCalibrated: boolean;
  /** In which it is used; an index belongs to one. */
  readonly precision: Precision;
  /** Of the reduced precisions that were compared with float32. */
  readonly precisionChecks: PrecisionChecks;
};

export const ACTIVATIONS = ['quick_gelu', 'gelu'] as const;
/** Which GELU a model computes. Weights do not tell; null takes it from what says it, and fails where nothing does. */
export type Activation = (typeof ACTIVATIONS)[number];

/** A checkpoint that may be imported, by its keys and shapes. */
export type CheckpointSummary = {
  readonly file: string;
  /** As it would be called, and not the name of a model that is there. */
  readonly name: string;
  readonly format: string;
  readonly layout: string;
  readonly architecture: string;
  readonly contextLength: number;
  readonly embeddingDim: number;
  readonly parameters: number;
  /** Null: the user has to say. */
  readonly activation: { readonly value: Activation; readonly from: string } | null;
};

export type DownloadRequest = {
  readonly source:
    | { readonly kind: 'known'; readonly model: string }
    | { readonly kind: 'url'; readonly url: string };
  /** Of the model that it becomes. */
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
  /** Of the file, about. */
  readonly sizeBytes: number;
  readonly parameters: number;
  /** Null: see `page`. */
  readonly licence: string | null;
  /** Null: the user has to say. */
  readonly activation: Activation | null;
  readonly url: string;
  readonly page: string;
};

/** What lies in the models' folder and is no model. */
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
