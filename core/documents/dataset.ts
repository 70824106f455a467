/** Collected data sets, exchanged between page and core. JSON values only. */
import type { DatasetId, SceneId } from './ids.ts';
import type { LonLatPolygon, RasterWindow } from './scene.ts';

export type PairId = string & { readonly brand: 'PairId' };

export const PAIR_GROUPINGS = ['scene', 'place'] as const;
/**
 * Pairs that a split into training and validation keeps together. `scene`: all windows of a scene, or, if all pairs are windows
 * of one scene, only those that overlap. `place`: windows of a scene that overlap, also through a chain of other windows. Pairs
 * from files keep the group that their file states.
 */
export type PairGrouping = (typeof PAIR_GROUPINGS)[number];

export const WINDOW_ORIGINS = ['drawn', 'hit'] as const;
export type WindowOrigin = (typeof WINDOW_ORIGINS)[number];
export type PairOrigin = WindowOrigin | 'file';

/** One window or picture with its texts; an empty text has not been written yet. */
export type CollectedPair = {
  readonly id: PairId;
  /** Path of the picture, relative to the data set's folder. */
  readonly image: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly short: string;
  readonly long: string;
  /** Known objects and counts ("3 planes, 1 hangar"), used to write captions. */
  readonly labels: string;
  /** Null for a picture from a file. */
  readonly place: {
    readonly scene: SceneId;
    readonly sceneName: string;
    readonly window: RasterWindow;
    /** Null without a CRS. */
    readonly footprint: LonLatPolygon | null;
  } | null;
  readonly source: PairOrigin;
  /** ISO 8601. */
  readonly addedAt: string;
  /** Group stated by an imported file; null for windows and for records without one. */
  readonly group: string | null;
  /** Class stated by an imported file; null likewise. */
  readonly class: string | null;
  /** Why the caption assistant's last attempt failed; null if there was none, it succeeded, or the texts were edited since. */
  readonly fault: string | null;
};

export type PairTexts = Pick<CollectedPair, 'short' | 'long' | 'labels'>;

export type DatasetSummary = {
  readonly id: DatasetId;
  readonly name: string;
  readonly pairs: number;
  readonly createdAt: string;
};

export type DatasetDetail = DatasetSummary & {
  readonly grouping: PairGrouping;
  readonly items: readonly CollectedPair[];
  readonly canUndo: boolean;
  readonly canRedo: boolean;
};

export const CAPTION_METHODS = ['expand', 'compress', 'labels'] as const;
/** `compress`: long → short. `expand`: picture and short → long. `labels`: picture, objects and counts → long → short. */
export type CaptionMethod = (typeof CAPTION_METHODS)[number];

/** The caption server that the user entered. */
export type AssistantSettings = {
  readonly url: string;
  readonly model: string;
  readonly hasKey: boolean;
  /** Time limit for one answer. */
  readonly timeoutSeconds: number;
  /** The user has seen what is sent to this address, and agreed. */
  readonly agreed: boolean;
};

/** The first request that a method would send. */
export type CaptionPreview = {
  readonly url: string;
  readonly model: string;
  /** The pair whose picture is sent, if any. */
  readonly pair: PairId;
  readonly text: string;
  readonly withPicture: boolean;
  /** Number of pairs that would be sent. */
  readonly pairs: number;
};

/** A window to add to a data set. */
export type WindowPair = {
  readonly window: RasterWindow;
  readonly short: string;
  readonly long: string;
  readonly source: WindowOrigin;
};

export type ImportedPairs = {
  readonly added: number;
  /** Records that were left out, with the reason; the first hundred. */
  readonly leftOut: readonly string[];
  /** Of all records. */
  readonly leftOutCount: number;
};

/** Lengths of captions in tokens, including start and end of text. */
export type CaptionLengths = {
  readonly texts: number;
  readonly mean: number;
  readonly longest: number;
  /** Texts that the text tower would cut. */
  readonly overLimit: number;
  readonly binTokens: number;
  /** Bin i counts texts of `i * binTokens` to `(i + 1) * binTokens - 1` tokens. */
  readonly histogram: readonly number[];
};

export type DatasetReport = {
  readonly errors: number;
  readonly warnings: number;
  /** The first 200. `pair` is null for problems of the whole set. */
  readonly problems: readonly {
    readonly kind: string;
    readonly severity: Severity;
    readonly pair: PairId | null;
    readonly detail: string;
  }[];
  readonly long: CaptionLengths;
  readonly short: CaptionLengths;
  /** The split for this share and seed, or why the data cannot be split. */
  readonly split:
    | { readonly kind: 'split'; readonly train: number; readonly validation: number; readonly groups: number }
    | { readonly kind: 'refused'; readonly reason: string };
};

export type TextKind = 'long' | 'short';

export const TEXT_KINDS = ['both', 'long', 'short'] as const;
/** Which texts of the pairs are used. */
export type TextKinds = (typeof TEXT_KINDS)[number];

export const USED_TEXTS: Readonly<Record<TextKinds, readonly TextKind[]>> = {
  both: ['long', 'short'],
  long: ['long'],
  short: ['short'],
};

/** Only errors prevent a run from starting. */
export type Severity = 'error' | 'warning';

export type ReportSettings = {
  readonly texts: TextKinds;
  /** Context length of the text tower, in tokens. */
  readonly limit: number;
  /** Share of the pairs used for validation, 0-1. */
  readonly share: number;
  readonly seed: number;
};
