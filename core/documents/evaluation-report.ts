/**
 * Report of one evaluation: figures with all that is needed to repeat them. The same object is printed by `--json` and stored as JSON beside the HTML page.
 * Figures are in per cent unless their description says otherwise.
 */
import type { CaptionKind, EvaluationTask, LocalizationMap, RetrievalProtocol } from './evaluation.ts';
import type { RetrievalFigures } from './run.ts';

export const REPORT_FORMAT = 'longsight-evaluation';
export const REPORT_VERSION = 1;

/** Where the figures come from. */
export type ReportHead = {
  readonly format: typeof REPORT_FORMAT;
  readonly version: typeof REPORT_VERSION;
  readonly model: {
    readonly name: string;
    readonly sha256: string;
    readonly precision: string;
    readonly embeddingDim: number;
    readonly imageSizePx: number;
    readonly contextLength: number;
    /** Put before every text; empty for none. */
    readonly promptPrefix: string;
  };
  readonly data: {
    readonly name: string;
    readonly path: string;
    /** Folder that the names in `pictures` are relative to. */
    readonly root: string;
    /** Of the pictures' contents, texts and truths, in order. */
    readonly sha256: string;
    readonly form: string;
    readonly split: string | null;
    readonly images: number;
  };
  readonly settings: EvaluationTask;
  readonly program: { readonly longsight: string; readonly node: string; readonly runtime: string };
  readonly machine: string;
  /** ISO 8601. */
  readonly date: string;
  readonly seconds: { readonly encoding: number; readonly scoring: number };
  /** One sentence each: rules such as that for ties, and warnings about the data. */
  readonly notes: readonly string[];
  /** Names of the pictures or scenes, relative to the data set. Other fields name a picture by its index in this list. */
  readonly pictures: readonly string[];
};

/** A share of `images` and the interval in which the true share lies with 95 % probability (Wilson). */
export type ShareOf = {
  readonly images: number;
  readonly right: number;
  /** Null without images. */
  readonly accuracy: number | null;
  readonly interval: readonly [number, number] | null;
};

export type ClassFigures = ShareOf & {
  /** The words in the prompt. */
  readonly name: string;
  /** The name in the data set. */
  readonly folder: string;
};

/** A picture whose nearest class is not its own. */
export type Misclassified = {
  readonly picture: number;
  /** Indexes of `classes`. */
  readonly truth: number;
  readonly predicted: number;
  /** Cosine with the predicted class minus that with the true one, 0 or more. */
  readonly margin: number;
};

export type ClassificationReport = {
  readonly task: 'classification';
  readonly accuracy: number;
  readonly interval: readonly [number, number];
  /** Mean of the classes' accuracies. */
  readonly meanClassAccuracy: number;
  /** Accuracy by the class's words; null for a class without pictures. */
  readonly byClass: Readonly<Record<string, number | null>>;
  readonly classes: readonly ClassFigures[];
  /** Number of pictures by true and by predicted class, in the order of `classes`. */
  readonly confusion: readonly (readonly number[])[];
  readonly prompts: readonly string[];
  /** Where the words for the classes come from. */
  readonly classNames: 'shipped' | 'file' | 'folders';
  /** The worst by margin. */
  readonly failures: readonly Misclassified[];
  /** True and predicted class of every picture, as indexes of `classes`, in the order of `pictures`. */
  readonly items: { readonly truth: readonly number[]; readonly predicted: readonly number[] };
};

/** A caption or picture whose answer was ranked badly. */
export type MissedQuery = {
  readonly way: 'textToImage' | 'imageToText';
  /** The caption asked with, or the picture's first own caption. */
  readonly text: string;
  readonly picture: number;
  /** 1 for the first place. */
  readonly rank: number;
  /** What was ranked first instead. */
  readonly first: { readonly picture: number } | { readonly text: string };
};

export type RetrievalSet = RetrievalFigures & {
  readonly texts: CaptionKind;
  readonly protocol: RetrievalProtocol;
  /** What a perfect model reaches on these captions. */
  readonly ceiling: RetrievalFigures;
  readonly images: number;
  readonly captions: number;
  readonly distinctCaptions: number;
};

export type RetrievalReport = RetrievalFigures & {
  readonly task: 'retrieval';
  /** The captions and protocol of the figures above; `sets` has them all. */
  readonly texts: CaptionKind;
  readonly protocol: RetrievalProtocol;
  readonly ceiling: RetrievalFigures;
  /** 95 % of bootstrap samples of the pictures have a mean recall in this interval. */
  readonly interval: readonly [number, number];
  readonly sets: readonly RetrievalSet[];
  readonly failures: readonly MissedQuery[];
  /** Rank of the best right answer of every query, from 0, of the figures above. `picture` is one that is asked for, or asked with. */
  readonly items: {
    readonly textToImage: readonly {
      readonly picture: number;
      readonly text: string;
      readonly rank: number;
    }[];
    readonly imageToText: readonly { readonly picture: number; readonly rank: number }[];
  };
};

/** Shares of 0 to 1. Rsu, Rda and Rmi: higher is better; Ras: lower is better. */
export type LocalizationFigures = {
  readonly rsu: number;
  readonly ras: number;
  readonly rda: number;
  readonly rmi: number;
};

export type LocalizationReport = {
  readonly task: 'localization';
  readonly map: LocalizationMap | 'given';
  readonly mean: LocalizationFigures;
  /** 95 % of bootstrap samples of the queries have a mean Rmi in this interval. */
  readonly interval: readonly [number, number];
  readonly queries: readonly (LocalizationFigures & {
    readonly image: string;
    readonly text: string;
    /** Index in `pictures`. */
    readonly picture: number;
    readonly polygons: number;
    /** Number of attention centres. */
    readonly centres: number;
    readonly windows: number;
    readonly seconds: number;
    readonly shown: LocalizationSketch;
  })[];
};

/** What a report draws of a query: the annotated outlines, the attention centres and a coarse map. Positions are in pixels of the scene. */
export type LocalizationSketch = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly outlines: readonly (readonly (readonly [number, number])[])[];
  readonly centres: readonly (readonly [number, number])[];
  readonly columns: number;
  readonly rows: number;
  /** Probabilities as bytes [rows, columns], in base64. */
  readonly map: string;
};

export type LengthReport = {
  readonly task: 'length';
  readonly images: number;
  /** Recall with the long texts cut to so many tokens, start and end included. */
  readonly curve: readonly (RetrievalFigures & { readonly tokens: number })[];
  /** Token lengths of the captions that the data set has. */
  readonly tokens: readonly {
    readonly texts: CaptionKind;
    readonly mean: number;
    readonly most: number;
    readonly aboveLimit: number;
    readonly binTokens: number;
    /** Number of texts in [i * binTokens, (i + 1) * binTokens). */
    readonly bins: readonly number[];
  }[];
};

/** False alarms among scenes of one size. */
export type PresenceBySize = {
  /** Windows of the scenes in this group, at least and at most. */
  readonly windows: readonly [number, number];
  readonly absent: number;
  readonly falseAlarms: number | null;
  readonly present: number;
  readonly found: number | null;
};

export type PresenceReport = {
  readonly task: 'presence';
  /** 0 to 1. */
  readonly auc: number;
  /** At `threshold`: the verdict's own, else the best for these sentences. */
  readonly balancedAccuracy: number;
  readonly threshold: number;
  readonly thresholdFrom: 'verdict' | 'data';
  readonly falseAlarms: number;
  readonly missed: number;
  readonly present: number;
  readonly absent: number;
  readonly bySize: readonly PresenceBySize[];
  /** Of a calibrated verdict: the share of absent sentences whose verdict promised at most so many false alarms, 0 to 1. Null for other scores. */
  readonly reliability:
    | readonly { readonly promised: number; readonly occurred: number; readonly sentences: number }[]
    | null;
  readonly items: readonly {
    readonly scene: string;
    readonly text: string;
    readonly isPresent: boolean;
    readonly score: number;
    readonly windows: number | null;
  }[];
};

export type TaskReport =
  | RetrievalReport
  | ClassificationReport
  | LocalizationReport
  | LengthReport
  | PresenceReport;

export type EvaluationReport = ReportHead & TaskReport;

/** A figure of two reports of the same task and data, with the difference b - a. */
export type ComparedFigure = {
  readonly name: string;
  readonly a: number | null;
  readonly b: number | null;
  readonly difference: number | null;
  /** 95 % interval of the difference from paired bootstrap samples; null where it was not drawn. */
  readonly interval: readonly [number, number] | null;
};

export type EvaluationComparison = {
  readonly task: TaskReport['task'];
  readonly a: string;
  readonly b: string;
  readonly data: string;
  readonly figures: readonly ComparedFigure[];
  /** Classification: pictures that only one of the two gets right, and the probability of such a difference by chance. Null for other tasks. */
  readonly mcnemar: { readonly onlyA: number; readonly onlyB: number; readonly p: number } | null;
  /** By class, or by query of localization; empty for other tasks. */
  readonly details: readonly ComparedFigure[];
  /** What weakens the comparison, such as different data. */
  readonly notes: readonly string[];
};
