/** What the page and the core tell each other about: JSON values only (`null`, never `undefined`). */

import type { Precision } from '../encoder.ts';
import type { SampleType } from '../raster/samples.ts';
import type { CaptionMethod } from './dataset-documents.ts';

export type GrantId = string & { readonly brand: 'GrantId' };
export type SceneId = string & { readonly brand: 'SceneId' };
export type ModelId = string & { readonly brand: 'ModelId' };
export type JobId = string & { readonly brand: 'JobId' };
export type QueryId = string & { readonly brand: 'QueryId' };
export type RunId = string & { readonly brand: 'RunId' };
export type IndexId = string & { readonly brand: 'IndexId' };
export type DatasetId = string & { readonly brand: 'DatasetId' };

/** Permission for one path, given by the shell (dialog, drop, command line); the page never sees the path. */
export type Grant = { readonly id: GrantId; readonly name: string };

/** Growing counters: a change of one means that what it stands for must be asked for again. */
export type Revisions = {
  readonly scenes: number;
  readonly models: number;
  readonly devices: number;
  readonly jobs: number;
  readonly project: number;
  readonly runs: number;
  readonly datasets: number;
};

/** ONNX Runtime's execution providers, by its names for them. */
export type DeviceName = 'cpu' | 'webgpu' | 'cuda' | 'tensorrt' | 'dml' | 'coreml';

export type DeviceStatus = {
  readonly device: DeviceName;
  /** "CPU", "WebGPU", … */
  readonly name: string;
  /** `waiting` and `testing` will be something else soon; `untested` is not needed. */
  readonly state: 'in-use' | 'ready' | 'passed-over' | 'untested' | 'waiting' | 'testing';
  /** Why it is not in use; null for the one that is. */
  readonly reason: string | null;
  /** Measured with the model in question, the vision tower alone; null where it was not, or does not work. */
  readonly windowsPerSecond: number | null;
};

export type DeviceReport = {
  /** As shown in the status bar. */
  readonly name: string;
  readonly detail: string;
  /** The user's choice; null takes the first verified device that is faster than the CPU. */
  readonly choice: DeviceName | null;
  /** LONGSIGHT_DEVICES decides, whatever was chosen. */
  readonly isOverridden: boolean;
  /** In the order in which they are considered. */
  readonly devices: readonly DeviceStatus[];
};

export type AppDescription = {
  readonly version: string;
  readonly protocol: number;
  readonly platform: string;
  readonly dataFolder: string;
};

/** x = a·col + b·row + c, y = d·col + e·row + f; (0, 0) is the outer corner of the first pixel. */
export type AffineCoefficients = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export type SceneCrs = {
  readonly name: string;
  readonly epsg: number | null;
  readonly proj4: string;
  readonly wkt: string;
  readonly isGeographic: boolean;
};

/**
 * The CRS authority's longitudes and latitudes on a regular lattice over the whole raster, corner to corner, for bilinear
 * interpolation in the page; NaN-free or absent.
 */
export type ControlGrid = {
  readonly columns: number;
  readonly rows: number;
  /** [rows, columns, 2] */
  readonly lonLat: readonly number[];
};

/** Per band: linear stretch of [min, max] to 0-255; `none` passes 8-bit values through. */
export type Stretch =
  | { readonly kind: 'none' }
  | { readonly kind: 'linear'; readonly ranges: readonly [Range, Range, Range] };
export type Range = { readonly min: number; readonly max: number };

/** `cut` holds the middle 96 % of a band's values, `extremes` all of them. */
export type BandRanges = { readonly cut: Range; readonly extremes: Range };

/** Which bands make red, green and blue, and how their values become 8 bit. Bands count from 0. */
export type BandRendering = {
  readonly bands: readonly [number, number, number];
  readonly stretch: Stretch;
};

export type SceneDetail = {
  readonly id: SceneId;
  readonly name: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bands: readonly { readonly name: string; readonly range: Range }[];
  readonly sampleType: SampleType;
  readonly nodata: string | null;
  readonly compression: string;
  readonly layout: string;
  readonly overviews: number;
  readonly fileBytes: number;
  /** The first digits of the content's identity: in the addresses of pictures, which are kept by it. */
  readonly content: string;
  readonly affine: AffineCoefficients;
  readonly isGeoreferenced: boolean;
  readonly crs: SceneCrs | null;
  /** Present wherever the scene has a CRS that the authority can transform. */
  readonly controlGrid: ControlGrid | null;
  /** Closed ring of [lon, lat], null without a CRS. */
  readonly footprint: readonly (readonly [number, number])[] | null;
  readonly metresPerPixel: number | null;
  readonly modelView: BandRendering;
  readonly defaultStyle: BandRendering;
  /** Highest level is full resolution; level 0 fits one tile. */
  readonly tileLevels: number;
  readonly tileSizePx: number;
  readonly warnings: readonly string[];
  /** The file cannot be found or has changed since it was opened. */
  readonly missing: boolean;
};

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
  /** Of the reduced precisions that were compared with float32: whether they may be used, and the figures in words. */
  readonly precisionChecks: Readonly<
    Partial<Record<Precision, { readonly passed: boolean; readonly figures: string }>>
  >;
};

/** Square windows of several sizes; stride = size × strideShare; anchored at the raster's origin. */
export type GridSpec = {
  readonly kind: 'sliding' | 'selo';
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
  /** Fingerprint of the scene's content, model view, weights and precision: an answer holds for one. */
  readonly basis: string;
};

/** `stopped`: ended early at the user's wish, with everything saved. */
export type JobState = 'waiting' | 'running' | 'done' | 'stopped' | 'cancelled' | 'failed' | 'interrupted';
export type JobSummary = {
  readonly id: JobId;
  readonly kind: JobSpec['kind'];
  /** What was asked for: tells which scene is being indexed. */
  readonly spec: JobSpec;
  readonly title: string;
  readonly state: JobState;
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  /** Of `done` and `total`: an amount of data, or null where they are counted. */
  readonly unit: 'bytes' | null;
  readonly elapsedSeconds: number;
  readonly secondsLeft: number | null;
  /** Of the process that does the work; null where that is not told, and once it has ended. */
  readonly memoryBytes: number | null;
  readonly error: string | null;
  readonly canResume: boolean;
  readonly startedAt: string;
};

export type JobSpec =
  | { readonly kind: 'index'; readonly scene: SceneId; readonly model: ModelId; readonly grid: GridSpec }
  | {
      readonly kind: 'import-model';
      readonly grant: GrantId;
      readonly name: string;
      readonly activation: Activation | null;
    }
  | { readonly kind: 'model-precision'; readonly model: ModelId; readonly precision: Precision }
  | { readonly kind: 'caption'; readonly dataset: DatasetId; readonly method: CaptionMethod }
  /** Starts a run, or goes on with it from its last checkpoint. */
  | { readonly kind: 'train'; readonly run: RunId }
  | ({ readonly kind: 'download-model' } & DownloadRequest);

/** Which GELU a model computes. Weights do not tell; null takes it from what says it, and fails where nothing does. */
export type Activation = 'quick_gelu' | 'gelu';

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

export type PixelWindow = {
  readonly col: number;
  readonly row: number;
  readonly widthPx: number;
  readonly heightPx: number;
};

/** One part of a query; the sign of the weight says towards or away. */
export type QueryTerm =
  | { readonly kind: 'text'; readonly text: string; readonly weight: number }
  | { readonly kind: 'window'; readonly window: PixelWindow; readonly weight: number };

export type TokenCount = {
  readonly count: number;
  readonly limit: number;
  readonly truncated: boolean;
  /** Characters of the text that are read; its length when all are. */
  readonly cutAt: number;
};

export type Hit = {
  readonly rank: number;
  readonly window: PixelWindow;
  /** Cosine. */
  readonly score: number;
  /** Share of the scene's windows that score lower, 0-100. */
  readonly percentile: number;
  /** Near-duplicates merged into this hit. */
  readonly merged: readonly { readonly window: PixelWindow; readonly score: number }[];
};

export type Verdict = {
  readonly kind: 'convincing' | 'weak' | 'none' | 'uncalibrated';
  /** One sentence for the analyst. */
  readonly reason: string;
};

/** Regular grid of float32 cells over a scene, fetched from `url` (little-endian, NaN where no window covers). */
export type MapGrid = {
  readonly url: string;
  readonly widthCells: number;
  readonly heightCells: number;
  readonly cellPx: number;
  /** Cell indices → scene CRS. */
  readonly affine: AffineCoefficients;
};

export type QueryResult = {
  readonly id: QueryId;
  readonly scene: SceneId;
  readonly model: ModelId;
  readonly terms: readonly QueryTerm[];
  /** Of the index that answered. */
  readonly grid: GridSpec;
  readonly hits: readonly Hit[];
  readonly verdict: Verdict;
  readonly map: MapGrid;
  /** Of all windows' scores: `counts[i]` lie in [min + i·step, min + (i+1)·step). */
  readonly histogram: { readonly min: number; readonly step: number; readonly counts: readonly number[] };
  /** The absolute scale of this model's cosines: what a typical absent and a typical present sentence reach. */
  readonly absoluteRange: Range;
  readonly windows: number;
  readonly windowsPlanned: number;
  readonly milliseconds: { readonly text: number; readonly search: number };
  readonly ranAt: string;
};

/** The same question to two models. */
export type ComparedResults = { readonly a: QueryResult; readonly b: QueryResult };

/** Of two maps of one scene: `cosine` or, where scales differ, each cell's standing within its own map (-1 to 1). */
export type DifferenceMeasure = 'cosine' | 'percentile';
export type DifferenceMap = {
  readonly map: MapGrid;
  /** The largest difference either way. */
  readonly most: number;
  readonly mean: number;
};

export type ExportProduct = 'similarity-cog' | 'probability-cog' | 'hits-geojson' | 'regions-geojson';
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

export type Ramp = 'viridis' | 'magma' | 'inferno' | 'plasma' | 'cividis' | 'turbo' | 'jet';
export type SimilarityStyle = {
  readonly visible: boolean;
  readonly ramp: Ramp;
  readonly reversed: boolean;
  /** The lower a score, the more of the scene shows through. */
  readonly fadeLow: boolean;
  /** Cosines at the ends of the ramp; used where `stretchToScene` is false. */
  readonly range: Range | null;
  readonly stretchToScene: boolean;
  readonly opacity: number;
  /** Cells below are not drawn; null draws all. */
  readonly threshold: number | null;
};

export type SceneLayer = {
  readonly scene: SceneId;
  readonly visible: boolean;
  readonly opacity: number;
  readonly style: BandRendering;
};

export type SavedQuery = {
  readonly id: QueryId;
  readonly scene: SceneId;
  readonly model: ModelId;
  readonly terms: readonly QueryTerm[];
  readonly ranAt: string;
};

/** What the user made. Scenes are drawn first to last = top to bottom. */
export type ProjectDocument = {
  readonly version: 1;
  readonly layers: readonly SceneLayer[];
  readonly activeScene: SceneId | null;
  readonly activeModel: ModelId | null;
  readonly similarity: SimilarityStyle;
  /** Newest first, at most 200. */
  readonly queries: readonly SavedQuery[];
};

export type Transaction =
  | { readonly kind: 'add-layer'; readonly layer: SceneLayer; readonly at: number }
  | { readonly kind: 'remove-layer'; readonly scene: SceneId }
  | { readonly kind: 'move-layer'; readonly scene: SceneId; readonly to: number }
  | { readonly kind: 'set-layer'; readonly layer: SceneLayer }
  | { readonly kind: 'activate-scene'; readonly scene: SceneId | null }
  | { readonly kind: 'activate-model'; readonly model: ModelId }
  | { readonly kind: 'set-similarity'; readonly style: SimilarityStyle }
  | { readonly kind: 'record-query'; readonly query: SavedQuery }
  | { readonly kind: 'forget-query'; readonly query: QueryId };

export type ProjectState = {
  readonly document: ProjectDocument;
  readonly revision: number;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
};
