/** Indexes, queries, their results and exports, exchanged between page and core. JSON values only (`null`, never `undefined`). */
import type { IndexId, ModelId, QueryId, SceneId } from './ids.ts';
import type { Affine, RasterWindow, ValueRange } from './scene.ts';
import type { Verdict } from './verdict.ts';

export const GRID_KINDS = ['sliding', 'selo'] as const;

/**
 * Square windows of several sizes. `sliding`: from the raster's origin, with a stride of size × strideShare. `selo`: without overlap,
 * once from the origin and once from half the size; `strideShare` has no effect.
 */
export type GridSpec = {
  readonly kind: (typeof GRID_KINDS)[number];
  readonly sizesPx: readonly number[];
  readonly strideShare: number;
};

export type IndexPlan = {
  readonly grid: GridSpec;
  readonly windows: number;
  /** Estimated from the model's measured speed on this machine. */
  readonly seconds: number;
  readonly windowsPerSecond: number;
  readonly bytes: number;
  /** Main memory while it is made and asked: the model's process as measured here, and the embeddings. Null if it has not run yet. */
  readonly memoryBytes: number | null;
  /** Edge length of the smallest thing that these windows find; null for a scene without ground resolution. */
  readonly smallestThingMetres: number | null;
};

export type IndexStatus = {
  readonly id: IndexId;
  readonly model: ModelId;
  readonly grid: GridSpec;
  readonly windows: number;
  readonly windowsDone: number;
  /** Windows of nodata, collar or a single colour. They have no embedding and are never hits. */
  readonly windowsSkipped: number;
  readonly bytes: number;
  readonly state: 'complete' | 'partial' | 'stale';
  /**
   * When it answers queries with its model: by default, only when its window sizes are chosen, or never (SeLo grids, stale indexes,
   * and further indexes with the same sizes).
   */
  readonly answers: 'by-default' | 'when-chosen' | 'never';
  /** Fingerprint of the scene's content, model view, weights and precision; results are valid only for the same basis. */
  readonly basis: string;
};

/** One part of a query. A positive weight attracts, a negative one repels. */
export type QueryTerm =
  | { readonly kind: 'text'; readonly text: string; readonly weight: number }
  | { readonly kind: 'window'; readonly window: RasterWindow; readonly weight: number }
  /** What several windows have in common: the mean of their embeddings. */
  | { readonly kind: 'windows'; readonly windows: readonly RasterWindow[]; readonly weight: number };

export type TokenCount = {
  readonly count: number;
  readonly limit: number;
  readonly truncated: boolean;
  /** Number of characters that the model reads: the length of the text unless it is truncated. */
  readonly cutAt: number;
  /** Words that the model does not understand as people mean them. */
  readonly hints: readonly SentenceHint[];
};

export type SentenceHint = 'negation' | 'count' | 'language';

/** Characters `start` to `end` (exclusive) of a sentence. */
export type TextSpan = { readonly start: number; readonly end: number };

/** `adds`: cosine of the window with the sentence, minus that with the sentence without the phrase. */
export type PhraseShare = TextSpan & { readonly text: string; readonly adds: number };

/** What the phrases of a sentence add to the score of one window; `score` is the cosine of the whole sentence. */
export type PhraseShares = {
  readonly sentence: string;
  readonly score: number;
  readonly phrases: readonly PhraseShare[];
};

/** `score` is a cosine. */
export type ScoredWindow = { readonly window: RasterWindow; readonly score: number };

export type Hit = ScoredWindow & {
  readonly rank: number;
  /** Share of the scene's windows with a lower score, 0-100. */
  readonly percentile: number;
  /** Near-duplicates merged into this hit. */
  readonly merged: readonly ScoredWindow[];
};

/** Regular grid of float32 cells over a scene, fetched from `url` (little-endian, NaN where no window covers). */
export type MapGrid = {
  readonly url: string;
  readonly widthCells: number;
  readonly heightCells: number;
  readonly cellPx: number;
  /** From cells to CRS units. */
  readonly affine: Affine;
};

/** Corners [col, row] of a polygon in pixels of the raster; the last is joined to the first. */
export type Outline = readonly (readonly [number, number])[];

/** A query's map after its best windows were looked at patch by patch. */
export type SharpenedQuery = {
  /** Finer cells than those of the plain map, on its scale: with the same median and the same highest value. */
  readonly map: MapGrid;
  /** For each hit, in order: an outline of what its window was found for. Null for hits further down the list. */
  readonly outlines: readonly (Outline | null)[];
  /** Number of windows whose patches were scored, and of those that had to be encoded for it. */
  readonly windows: number;
  readonly encoded: number;
  /** Whether these are the patches of the whole scene. */
  readonly isWhole: boolean;
  readonly milliseconds: number;
};

/** A first answer on a scene without an index, from some of the windows that its index would have. */
export type FirstLook = {
  /** NaN where no window was looked at. */
  readonly map: MapGrid;
  /** Lowest and highest cosine. */
  readonly range: ValueRange;
  /** Best first. */
  readonly best: readonly ScoredWindow[];
  readonly windows: number;
  readonly windowsPlanned: number;
  /** Share of the scene's area that was looked at with the smallest windows, 0-1. */
  readonly refined: number;
  readonly milliseconds: number;
};

/** Everyday sentences to begin with: some that seem to fit a scene, and one that seems not to. */
export type Suggestions = { readonly fits: readonly string[]; readonly fitsNot: string };

/** What the patches of a whole scene cost. */
export type PatchPlan = {
  readonly windowPx: number;
  /** Passes of the image tower, and those that are done. All done: sharpened and phrase maps use them. */
  readonly passes: number;
  readonly passesDone: number;
  /** For the passes that are left. */
  readonly seconds: number;
  readonly bytes: number;
};

/** Where in a scene a phrase is found: in the best windows of a query, patch by patch. */
export type PhraseMap = TextSpan & {
  readonly text: string;
  /** In standard deviations from an average place, for window and patch together; NaN outside the windows. */
  readonly map: MapGrid;
  /** Whether the patches of the whole scene were asked, not those of the best windows. */
  readonly isWhole: boolean;
  /** The best cell (pixels of the raster), and the outline of the largest place that reaches half its value; null if none stands out. */
  readonly peak: {
    readonly col: number;
    readonly row: number;
    readonly value: number;
    readonly outline: Outline;
  } | null;
  readonly windows: number;
};

/** Where in a window the model finds a text: what each patch adds to the cosine, by gradients. */
export type WindowRelevance = {
  readonly text: string;
  readonly window: RasterWindow;
  /** Of the window with the text. */
  readonly cosine: number;
  readonly patchesPerEdge: number;
  /** Row by row from the upper left, none negative. Comparable within the window only. */
  readonly values: readonly number[];
};

/** A query on a scene (a question, in the interface). */
export type Query = {
  readonly scene: SceneId;
  readonly model: ModelId;
  readonly terms: readonly QueryTerm[];
  /** Only windows with their centre in this polygon can be hits; null for the whole scene. */
  readonly area: Outline | null;
};

export type QueryResult = Query & {
  readonly id: QueryId;
  /** Grid of the index that answered. */
  readonly grid: GridSpec;
  readonly hits: readonly Hit[];
  readonly verdict: Verdict;
  readonly map: MapGrid;
  /** Histogram of all scores: `counts[i]` of them lie in [min + i·step, min + (i+1)·step); the last bin includes its upper edge. */
  readonly histogram: { readonly min: number; readonly step: number; readonly counts: readonly number[] };
  /**
   * Ends of the absolute colour scale as cosines: the scores that absent and present content typically reach in this scene;
   * without a verdict, the lowest and highest score.
   */
  readonly absoluteRange: ValueRange;
  readonly windows: number;
  readonly windowsPlanned: number;
  readonly milliseconds: { readonly text: number; readonly search: number };
  readonly ranAt: string;
};

/** A query to run with two models. */
export type ComparedQuery = Omit<Query, 'model'> & { readonly a: ModelId; readonly b: ModelId };

export type ComparedResults = { readonly a: QueryResult; readonly b: QueryResult };

export const DIFFERENCE_MEASURES = ['cosine', 'percentile'] as const;
/** Values that are subtracted: cosines, or each cell's percentile within its own map (0-1), for models with different score scales. */
export type DifferenceMeasure = (typeof DIFFERENCE_MEASURES)[number];

export type DifferenceMap = {
  readonly map: MapGrid;
  /** Largest absolute difference. */
  readonly most: number;
  /** Mean signed difference. */
  readonly mean: number;
};

/** `url` is the download address for a browser; empty for a file written to a path that the user chose. */
export type ExportedFile = {
  readonly name: string;
  readonly bytes: number;
  readonly url: string;
  /** QGIS style file beside it; null for colours, in an archive, or if a style from another program was kept. */
  readonly style: { readonly name: string; readonly url: string } | null;
  /** Number of features; null for maps and pictures. */
  readonly features: number | null;
  /** A sentence for the user, or null. */
  readonly note: string | null;
};
