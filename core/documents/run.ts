/**
 * Runs (fine-tunings), exchanged between page, core, both trainers and the run folder. JSON values only. `training/RUNS.md`
 * describes each field and the files of a run folder.
 */

import type { DeviceName } from './app.ts';
import type { Severity, TextKinds } from './dataset.ts';
import type { DatasetId, GrantId, ModelId, RunId, SceneId } from './ids.ts';
import type { Activation } from './model.ts';
import type { ScoredWindow } from './search.ts';

export const PICTURE_SCOPES = ['anywhere', 'beside'] as const;

/** Source of caption pairs. `fields` maps our field names to those of the file. */
export type PairSource =
  | {
      readonly kind: 'files';
      /** JSON, JSON lines, CSV, TSV, or folders of pictures with texts. */
      readonly paths: readonly string[];
      readonly fields: PairFields;
      /** Folder to which the pictures' paths are relative; null for the folder of each file. */
      readonly imageRoot: string | null;
      /** Which pictures the lists may name: those beside the list, as for lists that come from a page, or any. */
      readonly pictures: (typeof PICTURE_SCOPES)[number];
    }
  /** Collected in the application: `datasets/ID/pairs.jsonl` of the data folder, pictures beside it. */
  | { readonly kind: 'collected'; readonly dataset: DatasetId };

export type PairFields = Readonly<Record<'image' | 'long' | 'short' | 'group' | 'class', string>>;

/** A source as a page names it: with grants, because pages see no paths. */
export type GrantedPairSource =
  | { readonly kind: 'granted'; readonly grants: readonly GrantId[]; readonly fields: PairFields }
  | { readonly kind: 'collected'; readonly dataset: DatasetId };

export type RunBase =
  | { readonly kind: 'model'; readonly model: ModelId }
  /** A checkpoint of 77 or 248 positions. `activation` null: the file, or one beside it, states the activation of the MLPs. */
  | {
      readonly kind: 'checkpoint';
      readonly path: string;
      readonly activation: Activation | null;
    };

/** One half of the dual encoder. */
export type Tower = 'vision' | 'text';

export type TrainedParts =
  | { readonly kind: 'all' }
  | { readonly kind: 'tower'; readonly tower: Tower }
  /** The last `blocks` of both towers, the normalization after them and the projections. */
  | { readonly kind: 'last-blocks'; readonly blocks: number }
  | { readonly kind: 'projections' };

/** Weight of the long texts in the loss, 0-1: constant, or a curriculum over the run. */
export type OmegaSchedule =
  | { readonly kind: 'constant'; readonly omega: number }
  | { readonly kind: 'linear' | 'cosine'; readonly from: number; readonly to: number };

/** `decayed`: weight decay applies to all weights, or, as in CLIP, only to those with two or more axes (no biases, gains or scale). */
export type OptimizerSettings = { readonly decayed: 'all' | 'matrices'; readonly weightDecay: number } & (
  | { readonly kind: 'sgd'; readonly momentum: number; readonly dampening: number }
  | { readonly kind: 'adamw'; readonly betas: readonly [number, number]; readonly epsilon: number }
);

export type LearningRate =
  | { readonly kind: 'constant'; readonly rate: number }
  | { readonly kind: 'cosine'; readonly rate: number; readonly warmUpSteps: number };

/** Random changes to a picture before the model sees it, drawn again in every epoch. */
export type Augmentation = {
  /** Mirrors left to right with probability 0.5. */
  readonly flips: boolean;
  /** Rotates by 0, 90, 180 or 270 degrees. Captions that say left, right, top or bottom become wrong. */
  readonly turns: boolean;
  /** Smallest edge of a random square crop, as a share of the shorter edge; 1 uses the whole picture. */
  readonly smallestCrop: number;
};

/** `stretched`: KPS turns 77 positions into 248, and 248 stay; `stored`: as in the checkpoint. */
export type Positions = 'stored' | 'stretched';

/** Sentences about things that the pictures of a run do not show; `everyday`: those that ship with the program. */
export type OtherSentences = 'everyday' | readonly string[];

export const RUN_DEVICES = ['cpu', 'webgpu'] as const satisfies readonly DeviceName[];

/** Full description of a run, stored as `spec.json` in its folder. */
export type RunSpecOf<Base, Source, Scene> = {
  readonly version: 1;
  /** Name of the resulting model. */
  readonly name: string;
  readonly base: Base;
  readonly data: Source;
  readonly texts: TextKinds;
  /** Uses the first sentence of the long text as the short text. */
  readonly firstSentenceAsShort: boolean;
  readonly omega: OmegaSchedule;
  /** Counter-examples: each picture is also compared with these. A stored spec has the sentences themselves. */
  readonly otherSentences: OtherSentences;
  readonly parts: TrainedParts;
  readonly positions: Positions;
  readonly optimizer: OptimizerSettings;
  readonly learningRate: LearningRate;
  /** Global gradient norm above which gradients are clipped; null for no clipping. */
  readonly largestGradientNorm: number | null;
  /** Number of pairs that are compared with each other in one step. */
  readonly batch: number;
  /** Batches that need more memory run in chunks; null for two thirds of the machine's memory. */
  readonly memoryBudgetMb: number | null;
  readonly length:
    | { readonly kind: 'epochs'; readonly epochs: number }
    | { readonly kind: 'steps'; readonly steps: number };
  /** Share of the base in the result, from 0 to below 1: result = share * base + (1 - share) * trained. The text tower keeps more: `kept-share.ts`. */
  readonly keptShare: number;
  readonly seed: number;
  readonly augmentation: Augmentation;
  /** Pairs for measuring retrieval after each epoch. `share` holds out whole groups, or pictures without a group. */
  readonly validation:
    | { readonly kind: 'none' }
    | { readonly kind: 'share'; readonly share: number }
    | { readonly kind: 'pairs'; readonly source: Source };
  /** Interval between checkpoints; the end of each epoch adds one. */
  readonly checkpointMinutes: number;
  /** Sentences to search for in a scene after each epoch, in windows of `sizePx`; null for none. */
  readonly samples: {
    readonly scene: Scene;
    readonly texts: readonly string[];
    readonly sizePx: number;
  } | null;
  /** `webgpu` is refused if its gradients differ from the CPU's; validation and samples always run on the CPU. */
  readonly device: (typeof RUN_DEVICES)[number];
  /** CPU threads; 0 for one per core. */
  readonly threads: number;
};

export type SampleScene =
  | { readonly kind: 'scene'; readonly scene: SceneId }
  | { readonly kind: 'file'; readonly path: string };

export type RunSpec = RunSpecOf<RunBase, PairSource, SampleScene>;
/** A run as a page requests it: based on an imported model, with grants instead of paths. */
export type RunRequest = RunSpecOf<
  Extract<RunBase, { kind: 'model' }>,
  GrantedPairSource,
  Extract<SampleScene, { kind: 'scene' }>
>;

/** Recall at 1, 5 and 10, in percent. */
export type Recalls = { readonly r1: number; readonly r5: number; readonly r10: number };

export type RetrievalFigures = {
  /** Share of captions whose picture is among the first k. */
  readonly textToImage: Recalls;
  /** Share of pictures that have one of their captions among the first k. Pictures without a caption are not counted. */
  readonly imageToText: Recalls;
  /** Mean of the six recalls. */
  readonly meanRecall: number;
};

/** One line of `log.jsonl`. `step` is the number of completed updates (1 after the first); `at` is ISO 8601. */
export type RunLogEntry =
  | { readonly kind: 'created'; readonly at: string }
  /** The first start. A resumed run uses the values recorded here. */
  | {
      readonly kind: 'started';
      readonly at: string;
      readonly baseSha256: string;
      /** Digest of the pictures' paths and the texts, in order: a run cannot be resumed with other data. */
      readonly dataSha256: string;
      /** Pairs in the towers at a time; `batch` if it is not divided. Null if PyTorch started the run: computed from this machine's memory. */
      readonly chunkRows: number | null;
      /** Number of components of Long-CLIP's PCM, which only the PyTorch trainer supports. */
      readonly pcm?: number;
      /** Activation of the MLPs, as in the base. */
      readonly activation: Activation;
      readonly steps: number;
      readonly stepsPerEpoch: number;
      readonly pairs: number;
      readonly validationPairs: number;
    }
  /** Resumed from the checkpoint of `step`: entries of later steps before this line are void. */
  | { readonly kind: 'resumed'; readonly at: string; readonly step: number }
  | {
      readonly kind: 'step';
      readonly step: number;
      readonly total: number;
      readonly long: number | null;
      readonly short: number | null;
      readonly learningRate: number;
      readonly omega: number;
      /** Global norm before clipping. */
      readonly gradientNorm: number;
      readonly seconds: number;
    }
  | {
      readonly kind: 'validation';
      readonly step: number;
      readonly epoch: number;
      readonly long: RetrievalFigures | null;
      readonly short: RetrievalFigures | null;
      /** Mean of the mean recalls, in percent. */
      readonly meanRecall: number;
      /** Number of distinct pictures among the validation pairs; absent in logs of earlier versions. */
      readonly pictures?: number;
    }
  | {
      readonly kind: 'samples';
      readonly step: number;
      readonly answers: readonly { readonly text: string; readonly hits: readonly ScoredWindow[] }[];
    }
  | { readonly kind: 'checkpoint'; readonly step: number; readonly folder: string }
  | { readonly kind: 'stopped'; readonly at: string; readonly step: number }
  | { readonly kind: 'failed'; readonly at: string; readonly step: number; readonly reason: string }
  /** `folder` is the checkpoint to import as the model, if the run improved the base. */
  | ({
      readonly kind: 'done';
      readonly at: string;
      readonly step: number;
      readonly folder: string;
    } & Partial<RunOutcome>)
  | { readonly kind: 'model'; readonly at: string; readonly model: ModelId };

/** What a finished run achieved. Logs of earlier versions do not have it. */
export type RunOutcome = {
  /** Null if the run has no validation pairs. */
  readonly comparison: BaseComparison | null;
  readonly loss: LossCourse;
};

/** The chosen checkpoint beside the base, by mean recall on the validation pairs, in percent. */
export type BaseComparison = {
  readonly kind: 'better' | 'same' | 'worse';
  readonly base: number;
  readonly result: number;
  /** A smaller difference counts as the same: the standard error of a recall on so few pictures. */
  readonly margin: number;
  readonly pictures: number;
};

/** Losses of a run: of its first step, the mean over its last quarter, and that of guessing. */
export type LossCourse = { readonly first: number; readonly last: number; readonly chance: number };

/** `running`: a process holds the run's lock; `cut-off`: the process was killed or the machine went down, and the run can be resumed. */
export type RunState = 'new' | 'running' | 'stopped' | 'cut-off' | 'failed' | 'done';

export type RunSummary = {
  readonly id: RunId;
  readonly name: string;
  readonly createdAt: string;
  readonly state: RunState;
  /** Completed updates out of `steps`; both are 0 before the first start. */
  readonly step: number;
  readonly steps: number;
  readonly lastLoss: number | null;
  readonly bestMeanRecall: number | null;
  /** Step of the newest checkpoint, from which the run can be resumed; null if there is none. */
  readonly checkpointStep: number | null;
  /** Why the run failed; null unless its state is `failed`. */
  readonly reason: string | null;
  /** The resulting model; null until it has been imported. */
  readonly model: ModelId | null;
  /** Step of the checkpoint that is, or would be, the model; null before the end. */
  readonly modelStep: number | null;
  /** Null before the end, and for runs of earlier versions. */
  readonly outcome: RunOutcome | null;
};

export type RunDetail = RunSummary & {
  readonly spec: RunSpec;
  /** How well base and result tell the calibration pictures apart; null until both models are calibrated. */
  readonly calibrations: CalibrationPair | null;
};

/** Areas under the curve, 0.5 for guessing to 1. */
export type CalibrationPair = { readonly base: number; readonly result: number };

/**
 * `next` is the position from which to request later entries. An entry `resumed` voids earlier `step`, `validation`,
 * `samples` and `checkpoint` entries of later steps.
 */
export type RunLog = { readonly entries: readonly RunLogEntry[]; readonly next: number };

/** Cost of training a choice of parts on this machine. */
export type PartsPlan = {
  readonly parts: TrainedParts;
  readonly trainedParameters: number;
  readonly memoryBytes: number;
  /** Pairs in the towers at a time; the whole batch if it fits into memory. */
  readonly chunkRows: number;
  readonly secondsPerStep: number;
  /** Duration of the whole run, including validation and the one pass through the frozen part. */
  readonly seconds: number;
  /** Disk space for the stored outputs of the frozen part and for checkpoints. */
  readonly diskBytes: number;
};

export type RunPlan = {
  readonly pairs: number;
  readonly validationPairs: number;
  readonly steps: number;
  readonly stepsPerEpoch: number;
  readonly longestTokens: number;
  /** The settings that follow from the number of pairs, and why they fit, one sentence each. */
  readonly settings: readonly string[];
  /** Settings with which the run learns little, one sentence each. */
  readonly doubts: readonly string[];
  readonly errors: number;
  readonly warnings: number;
  /** The first 100 problems of the data. */
  readonly problems: readonly {
    readonly kind: string;
    readonly severity: Severity;
    readonly origin: string;
    readonly detail: string;
  }[];
  /** The spec's own parts first. Choices that exceed the memory budget or the number of blocks are left out. */
  readonly choices: readonly PartsPlan[];
};
