/** Indexes, queries, their results and exports, as page and core tell each other of them. JSON values only (`null`, never `undefined`). */
import type { IndexId, ModelId, QueryId, SceneId } from './ids.ts';
import type { Affine, RasterWindow, ValueRange } from './scene.ts';
import type { Verdict } from './verdict.ts';

export const GRID_KINDS = ['sliding', 'selo'] as const;

/** Square windows of several sizes; stride = size × strideShare; anchored at the raster's origin. */
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
};

export type IndexStatus = {
  readonly id: IndexId;
  readonly model: ModelId;
  readonly grid: GridSpec;
  readonly windows: number;
  readonly windowsDone: number;
  /** Of these: nodata, collar or one colour. They have no embedding and are never a hit. */
  readonly windowsSkipped: number;
  readonly bytes: number;
  readonly state: 'complete' | 'partial' | 'stale';
  /**
   * Whether it answers queries of its model: unless another is chosen, once its window sizes are chosen, or not at all (SeLo grids,
   * stale indexes, a second one of the same sizes).
   */
  readonly answers: 'by-default' | 'when-chosen' | 'never';
  /** Fingerprint of the scene's content, model view, weights and precision: a result holds for one. */
  readonly basis: string;
};

/** One part of a query; the sign of the weight says towards or away. */
export type QueryTerm =
  | { readonly kind: 'text'; readonly text: string; readonly weight: number }
  | { readonly kind: 'window'; readonly window: RasterWindow; readonly weight: number };

export type TokenCount = {
  readonly count: number;
  readonly limit: number;
  readonly truncated: boolean;
  /** Characters of the text that are read; its length when all are. */
  readonly cutAt: number;
};

/** `score` is a cosine. */
export type ScoredWindow = { readonly window: RasterWindow; readonly score: number };

export type Hit = ScoredWindow & {
  readonly rank: number;
  /** Share of the scene's windows that score lower, 0-100. */
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
  /** Cell indices → scene CRS. */
  readonly affine: Affine;
};

/** What the user asks of a scene (a question, in the interface). */
export type Query = {
  readonly scene: SceneId;
  readonly model: ModelId;
  readonly terms: readonly QueryTerm[];
};

export type QueryResult = Query & {
  readonly id: QueryId;
  /** Of the index that answered. */
  readonly grid: GridSpec;
  readonly hits: readonly Hit[];
  readonly verdict: Verdict;
  readonly map: MapGrid;
  /** Of all windows' scores: `counts[i]` lie in [min + i·step, min + (i+1)·step). */
  readonly histogram: { readonly min: number; readonly step: number; readonly counts: readonly number[] };
  /** The absolute scale of this model's cosines: what a typical absent and a typical present sentence reach. */
  readonly absoluteRange: ValueRange;
  readonly windows: number;
  readonly windowsPlanned: number;
  readonly milliseconds: { readonly text: number; readonly search: number };
  readonly ranAt: string;
};

/** One query of two models. */
export type ComparedQuery = Omit<Query, 'model'> & { readonly a: ModelId; readonly b: ModelId };

export type ComparedResults = { readonly a: QueryResult; readonly b: QueryResult };

export const DIFFERENCE_MEASURES = ['cosine', 'percentile'] as const;
/** Of two maps of one scene: `cosine` or, where scales differ, each cell's standing within its own map (-1 to 1). */
export type DifferenceMeasure = (typeof DIFFERENCE_MEASURES)[number];

export type DifferenceMap = {
  readonly map: MapGrid;
  /** The largest difference either way. */
  readonly most: number;
  readonly mean: number;
};

/** `url` is where a browser fetches it; empty for what lies where the user wanted it. */
export type ExportedFile = {
  readonly name: string;
  readonly bytes: number;
  readonly url: string;
  /** What QGIS shows a similarity map in, a file beside it; null for other products, and where there is none of ours. */
  readonly style: { readonly name: string; readonly url: string } | null;
  /** What else the user should know, a sentence; null: nothing. */
  readonly note: string | null;
};
