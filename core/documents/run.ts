/**
 * Runs (fine-tunings) as page, core, both trainers and the run folder know them: JSON values only. `training/RUNS.md`
 * says what each field does and what the files of a run folder hold.
 */

import type { DeviceName } from './app.ts';
import type { Severity, TextKinds } from './dataset.ts';
import type { DatasetId, GrantId, ModelId, RunId, SceneId } from './ids.ts';
import type { Activation } from './model.ts';
import type { ScoredWindow } from './search.ts';

export const PICTURE_SCOPES = ['anywhere', 'beside'] as const;

/** Where caption pairs come from. `fields` are the names that the file has for ours. */
export type PairSource =
  | {
      readonly kind: 'files';
      /** JSON, JSON lines, CSV, TSV, or folders of pictures with texts. */
      readonly paths: readonly string[];
      readonly fields: PairFields;
      /** Folder that pictures' paths are relative to; null for the folder of each file. */
      readonly imageRoot: string | null;
      /** Which pictures the lists may name: those beside them, as for lists that come over a page, or any. */
      readonly pictures: (typeof PICTURE_SCOPES)[number];
    }
  /** Collected in the application: `datasets/ID/pairs.jsonl` of the data folder, pictures beside it. */
  | { readonly kind: 'collected'; readonly dataset: DatasetId };

export type PairFields = Readonly<Record<'image' | 'long' | 'short' | 'group' | 'class', string>>;

/** The same from a page, which sees no paths. */
export type GrantedPairSource =
  | { readonly kind: 'granted'; readonly grants: readonly GrantId[]; readonly fields: PairFields }
  | { readonly kind: 'collected'; readonly dataset: DatasetId };

export type RunBase =
  | { readonly kind: 'model'; readonly model: ModelId }
  /** A checkpoint of 77 or 248 positions. `activation` of the MLPs: null where the file, or what lies beside it, says it. */
  | {
      readonly kind: 'checkpoint';
      readonly path: string;
      readonly activation: Activation | null;
    };

/** Half of the dual encoder. */
export type Tower = 'vision' | 'text';

export type TrainedParts =
  | { readonly kind: 'all' }
  | { readonly kind: 'tower'; readonly tower: Tower }
  /** The last `blocks` of both towers, the normalization after them and the projections. */
  | { readonly kind: 'last-blocks'; readonly blocks: number }
  | { readonly kind: 'projections' };

/** The weight of the long texts over the run: constant, or a curriculum. */
export type OmegaSchedule =
  | { readonly kind: 'constant'; readonly omega: number }
  | { readonly kind: 'linear' | 'cosine'; readonly from: number; readonly to: number };

/** `decayed`: all weights shrink, or those of two and more axes (no biases, gains, scale: CLIP's custom). */
export type OptimizerSettings = { readonly decayed: 'all' | 'matrices'; readonly weightDecay: number } & (
  | { readonly kind: 'sgd'; readonly momentum: number; readonly dampening: number }
  | { readonly kind: 'adamw'; readonly betas: readonly [number, number]; readonly epsilon: number }
);

export type LearningRate =
  | { readonly kind: 'constant'; readonly rate: number }
  | { readonly kind: 'cosine'; readonly rate: number; readonly warmUpSteps: number };

/** What a picture goes through before the model sees it, drawn anew for every epoch. */
export type Augmentation = {
  /** Mirrored left to right in every second case. */
  readonly flips: boolean;
  /** By 0, 90, 180 or 270 degrees. Captions that say left, right, top or bottom become wrong. */
  readonly turns: boolean;
  /** Least edge of a random square crop as a share of the shorter edge; 1 for the whole picture. */
  readonly smallestCrop: number;
};

/** `stretched`: 77 positions become 248 by KPS, 248 stay; `stored`: as in the checkpoint. */
export type Positions = 'stored' | 'stretched';

export const RUN_DEVICES = ['cpu', 'webgpu'] as const satisfies readonly DeviceName[];

/** The one description of a run, `spec.json` of its folder. */
export type RunSpecOf<Base, Source, Scene> = {
  readonly version: 1;
  /** Of the model that comes out. */
  readonly name: string;
  readonly base: Base;
  readonly data: Source;
  readonly texts: TextKinds;
  /** The first sentence of the long text takes the place of the short one. */
  readonly firstSentenceAsShort: boolean;
  readonly omega: OmegaSchedule;
  readonly parts: TrainedParts;
  readonly positions: Positions;
  readonly optimizer: OptimizerSettings;
  readonly learningRate: LearningRate;
  /** Largest norm of all gradients together; null for no clipping. */
  readonly largestGradientNorm: number | null;
  /** Pairs that are compared with each other. */
  readonly batch: number;
  /** Larger batches run in chunks that fit; null for two thirds of the machine's memory. */
  readonly memoryBudgetMb: number | null;
  readonly length:
    | { readonly kind: 'epochs'; readonly epochs: number }
    | { readonly kind: 'steps'; readonly steps: number };
  readonly seed: number;
  readonly augmentation: Augmentation;
  /** Compared after each epoch. `share`: whole groups (else pictures) are held out of the data. */
  readonly validation:
    | { readonly kind: 'none' }
    | { readonly kind: 'share'; readonly share: number }
    | { readonly kind: 'pairs'; readonly source: Source };
  readonly checkpointMinutes: number;
  /** Sentences that are asked of a scene after each epoch; null for none. */
  readonly samples: {
    readonly scene: Scene;
    readonly texts: readonly string[];
    readonly sizePx: number;
  } | null;
  /** `webgpu` trains where its gradients are found to be the CPU's; validation and samples stay on the CPU. */
  readonly device: (typeof RUN_DEVICES)[number];
  /** Of the CPU; 0 for one a core. */
  readonly threads: number;
};

export type SampleScene =
  | { readonly kind: 'scene'; readonly scene: SceneId }
  | { readonly kind: 'file'; readonly path: string };

export type RunSpec = RunSpecOf<RunBase, PairSource, SampleScene>;
/** What a page may ask for. */
export type RunRequest = RunSpecOf<
  Extract<RunBase, { kind: 'model' }>,
  GrantedPairSource,
  Extract<SampleScene, { kind: 'scene' }>
>;

/** Recall at 1, 5 and 10, per cent. */
export type Recalls = { readonly r1: number; readonly r5: number; readonly r10: number };

export type RetrievalFigures = {
  /** A hit: the caption's picture is among the first k. */
  readonly textToImage: Recalls;
  /** A hit: any caption of the picture is among the first k. Pictures without a caption do not ask. */
  readonly imageToText: Recalls;
  /** Mean of the six. */
  readonly meanRecall: number;
};

/** One line of `log.jsonl`. `step` counts updates done, from 1 after the first one; `at` is ISO 8601. */
export type RunLogEntry =
  | { readonly kind: 'created'; readonly at: string }
  /** The first start. A resumed run keeps to what it says. */
  | {
      readonly kind: 'started';
      readonly at: string;
      readonly baseSha256: string;
      /** Of pictures' paths and texts, in their order: a run does not go on with other data. */
      readonly dataSha256: string;
      /** Pairs in the towers at a time; `batch` where it was not cut. Null where PyTorch began: the machine's memory says. */
      readonly chunkRows: number | null;
      /** Components of Long-CLIP's PCM, which PyTorch alone trains with. */
      readonly pcm?: number;
      /** Of the MLPs, as in the base. */
      readonly activation: Activation;
      readonly steps: number;
      readonly stepsPerEpoch: number;
      readonly pairs: number;
      readonly validationPairs: number;
    }
  /** Went on from the checkpoint of `step`: steps beyond it that stand before this line were lost. */
  | { readonly kind: 'resumed'; readonly at: string; readonly step: number }
  | {
      readonly kind: 'step';
      readonly step: number;
      readonly total: number;
      readonly long: number | null;
      readonly short: number | null;
      readonly learningRate: number;
      readonly omega: number;
      /** Before clipping. */
      readonly gradientNorm: number;
      readonly seconds: number;
    }
  | {
      readonly kind: 'validation';
      readonly step: number;
      readonly epoch: number;
      readonly long: RetrievalFigures | null;
      readonly short: RetrievalFigures | null;
      /** Mean of the mean recalls: the checkpoint that has most of it is the best. */
      readonly meanRecall: number;
    }
  | {
      readonly kind: 'samples';
      readonly step: number;
      readonly answers: readonly { readonly text: string; readonly hits: readonly ScoredWindow[] }[];
    }
  | { readonly kind: 'checkpoint'; readonly step: number; readonly folder: string }
  | { readonly kind: 'stopped'; readonly at: string; readonly step: number }
  | { readonly kind: 'failed'; readonly at: string; readonly step: number; readonly reason: string }
  /** `folder` is the checkpoint that the model was made of. */
  | { readonly kind: 'done'; readonly at: string; readonly step: number; readonly folder: string }
  | { readonly kind: 'model'; readonly at: string; readonly model: ModelId };

/** `running`: some process holds it; `cut-off`: it was killed or the machine went down, and can go on. */
export type RunState = 'new' | 'running' | 'stopped' | 'cut-off' | 'failed' | 'done';

export type RunSummary = {
  readonly id: RunId;
  readonly name: string;
  readonly createdAt: string;
  readonly state: RunState;
  /** Updates done, and of how many; 0 of 0 before the first start. */
  readonly step: number;
  readonly steps: number;
  readonly lastLoss: number | null;
  readonly bestMeanRecall: number | null;
  /** Step of the checkpoint that a resumed run starts from; null where none is. */
  readonly checkpointStep: number | null;
  /** Why it failed. */
  readonly reason: string | null;
  /** That came out of it. */
  readonly model: ModelId | null;
};

export type RunDetail = RunSummary & { readonly spec: RunSpec };

/**
 * `next` is where to ask from to get what came after. An entry `resumed` voids `step`, `validation`, `samples` and
 * `checkpoint` entries of later steps that came before it.
 */
export type RunLog = { readonly entries: readonly RunLogEntry[]; readonly next: number };

/** What a choice of parts would cost on this machine. */
export type PartsPlan = {
  readonly parts: TrainedParts;
  readonly trainedParameters: number;
  readonly memoryBytes: number;
  /** Pairs in the towers at a time; `batch` where it need not be cut. */
  readonly chunkRows: number;
  readonly secondsPerStep: number;
  /** Of the whole run, with what the frozen part computes once. */
  readonly seconds: number;
  /** Frozen activations and checkpoints. */
  readonly diskBytes: number;
};

export type RunPlan = {
  readonly pairs: number;
  readonly validationPairs: number;
  readonly steps: number;
  readonly stepsPerEpoch: number;
  readonly longestTokens: number;
  readonly errors: number;
  readonly warnings: number;
  /** The first hundred. */
  readonly problems: readonly {
    readonly kind: string;
    readonly severity: Severity;
    readonly origin: string;
    readonly detail: string;
  }[];
  /** The spec's own parts first. A choice that exceeds the budget is left out. */
  readonly choices: readonly PartsPlan[];
};
