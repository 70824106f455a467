/**
 * Evaluations: one task of the papers (or of one's own) with one model on one data set. Exchanged between page and core and stored in
 * `evaluations/ID`. JSON values only (`null`, never `undefined`). Figures are in per cent unless their description says otherwise.
 */
import type { DatasetId, EvaluationId, GrantId, ModelId, RunId } from './ids.ts';
import type { PICTURE_SCOPES } from './run.ts';

export const EVALUATION_TASKS = [
  'retrieval',
  'classification',
  'localization',
  'length',
  'presence',
] as const;
export type EvaluationTaskKind = (typeof EVALUATION_TASKS)[number];

/** Captions of a data set that are used; null takes every kind that the data has. */
export const CAPTION_KINDS = ['short', 'long'] as const;
export type CaptionKind = (typeof CAPTION_KINDS)[number];

/**
 * What counts as found. `published`: every caption is a query, and only a picture's own entries are right, even where other pictures
 * have the same caption. `distinct`: equal captions are one query, and every picture that has it is right.
 */
export const RETRIEVAL_PROTOCOLS = ['published', 'distinct'] as const;
export type RetrievalProtocol = (typeof RETRIEVAL_PROTOCOLS)[number];

/** Maps that localization is measured on: SeLo v1, SeLo v2, and the map that the application shows. */
export const LOCALIZATION_MAPS = ['v1', 'v2', 'shown'] as const;
export type LocalizationMap = (typeof LOCALIZATION_MAPS)[number];

/** The task and its settings. `split` null takes the test split where there is one, else everything. */
export type EvaluationTask =
  | {
      readonly kind: 'retrieval';
      readonly split: string | null;
      readonly texts: CaptionKind | null;
      /** Null: `published` for data sets in the form of RSITMD and RSICD, else `distinct`. */
      readonly protocol: RetrievalProtocol | null;
    }
  | {
      readonly kind: 'classification';
      readonly split: string | null;
      /** Sentences with `{class}`, whose embeddings are averaged; empty for the paper's sentence. */
      readonly prompts: readonly string[];
      /** Words for folder names; null for the names that ship with the program. */
      readonly classNames: Readonly<Record<string, string>> | null;
    }
  | {
      readonly kind: 'localization';
      readonly map: LocalizationMap;
      /** Window sizes for v1 and the shown map; null for the published ones, or for the application's own. */
      readonly sizesPx: readonly number[] | null;
      /** Folder of maps made by another program, `IMAGE_N.tif` or `.png` each; null measures the model's own. */
      readonly mapFolder: string | null;
    }
  | {
      readonly kind: 'length';
      readonly split: string | null;
      /** Tokens that the long texts are cut to; empty for 20 to the model's limit. */
      readonly lengths: readonly number[];
    }
  | {
      readonly kind: 'presence';
      /** Column with a numeric score of another program; null asks the model. */
      readonly score: string | null;
    };

/** The pairs that a run held out of its training. */
export type HeldOutData = { readonly kind: 'held-out'; readonly run: RunId };

/** A file or folder, a data set collected in the application, or the part of one that a run held out. */
export type EvaluationData =
  | {
      readonly kind: 'path';
      readonly path: string;
      /** Which pictures a list may name: those in its folder or below, as for a list from a page, or any. */
      readonly pictures: (typeof PICTURE_SCOPES)[number];
    }
  | { readonly kind: 'collected'; readonly dataset: DatasetId }
  | HeldOutData;

/**
 * The same as a page names it, by a folder or file. A picture stands for its data set: the folder of pictures with texts that it is in, or, for
 * classification, the folder of the class folders.
 */
export type GrantedEvaluationData =
  | { readonly kind: 'granted'; readonly grant: GrantId }
  | { readonly kind: 'collected'; readonly dataset: DatasetId }
  | HeldOutData;

export type EvaluationRequestOf<Data> = {
  readonly model: ModelId;
  readonly data: Data;
  readonly task: EvaluationTask;
};
/** As stored in `request.json`. */
export type EvaluationRequest = EvaluationRequestOf<EvaluationData>;
/** As a page sends it. */
export type PageEvaluationRequest = EvaluationRequestOf<GrantedEvaluationData>;

/** What a data set holds for a task, and what is missing, before anything runs. */
export type EvaluationCheck = {
  /** The form in which the data set was recognized, in words. */
  readonly form: string;
  readonly images: number;
  /** Captions, classes or queries, depending on the task. */
  readonly texts: number;
  readonly splits: readonly string[];
  /** What prevents the evaluation, one sentence each; empty if it can run. */
  readonly errors: readonly string[];
  /** What the user should know: class names that were replaced, pictures that are missing. */
  readonly notes: readonly string[];
  /** Images whose embedding is already on this machine. */
  readonly encoded: number;
  /** Estimated seconds to encode the rest; null if the model has not been measured. */
  readonly seconds: number | null;
};

/** `new`: not run to its end, see the job; `done`: the report is there. */
export type EvaluationState = 'new' | 'done';

export type EvaluationSummary = {
  readonly id: EvaluationId;
  readonly task: EvaluationTaskKind;
  readonly model: ModelId;
  /** Name of the data set. */
  readonly data: string;
  readonly state: EvaluationState;
  readonly createdAt: string;
  /** The main figure in words, such as "accuracy 84.3 %"; null before the end. */
  readonly figure: string | null;
};

/** Files of a report: the page that explains it, and the same figures for programs. */
export const REPORT_PRODUCTS = ['html', 'json', 'csv'] as const;
export type ReportProduct = (typeof REPORT_PRODUCTS)[number];
