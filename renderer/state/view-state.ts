/** State of this window only; nothing here duplicates what the core holds. */

import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ChangeArea, ChangeKind } from '../../core/documents/change.ts';
import type { CollectionQuery, ScanReport } from '../../core/documents/collection.ts';
import type { ConversionPlan } from '../../core/documents/conversion.ts';
import type { PairId } from '../../core/documents/dataset.ts';
import type {
  CollectionId,
  DatasetId,
  EvaluationId,
  Grant,
  IndexId,
  ModelId,
  QueryId,
  RunId,
  SceneId,
} from '../../core/documents/ids.ts';
import type { Leftover } from '../../core/documents/model.ts';
import type { SceneLayer, SimilarityStyle } from '../../core/documents/project.ts';
import type { RasterWindow } from '../../core/documents/scene.ts';
import type {
  ComparedQuery,
  DifferenceMeasure,
  Outline,
  Query,
  QueryTerm,
} from '../../core/documents/search.ts';
import type { Region } from '../../core/documents/selo.ts';
import type { PixelPoint } from '../map/map-listener.ts';
import type { MapTool } from '../map/scene-map.ts';
import type { LinkState } from './core-link.ts';
import { type MapKind, SIMILARITY } from './map-kind.ts';

/** Two maps on either side of a line, in two halves of the window, or one map of their difference. */
export type ComparedView = 'swipe' | 'beside' | 'difference';

export type Theme = 'light' | 'dark' | 'system';

type OfScene = { readonly scene: SceneId };
type OfCollection = { readonly collection: CollectionId };
type Nothing = Readonly<Record<never, never>>;

/** Props that each dialog is opened with; the component belongs to a feature. */
type DialogInputs = {
  readonly index: OfScene;
  readonly properties: OfScene;
  readonly locate: OfScene;
  readonly 'model-view': OfScene;
  readonly 'remove-layer': OfScene;
  readonly 'remove-index': OfScene & { readonly index: IndexId };
  readonly 'import-models': { readonly grants: readonly Grant[] };
  readonly 'download-model': Nothing;
  readonly 'remove-dataset': { readonly dataset: DatasetId };
  readonly 'remove-model': { readonly model: ModelId };
  readonly 'remove-run': { readonly run: RunId };
  readonly 'remove-evaluation': { readonly evaluation: EvaluationId };
  readonly 'evaluation-pictures': PicturesToShow;
  readonly 'add-scenes': { readonly grants: readonly Grant[]; readonly to: CollectionId | null };
  readonly 'discard-leftover': { readonly leftover: Leftover };
  /** Unsaved changes are asked about before `replace` puts another project in the place of this one. */
  readonly project: {
    readonly about: 'recent' | 'revert' | 'crash' | { readonly replace: () => Promise<void> };
  };
  readonly convert: { readonly offers: readonly ConversionOffer[] };
  readonly 'web-layer': Nothing;
  readonly 'earlier-scenes': Nothing;
  readonly 'seen-pixels': OfScene & { readonly model: ModelId; readonly window: RasterWindow };
  readonly export: Nothing;
  readonly palette: Nothing;
  readonly shortcuts: Nothing;
  readonly about: Nothing;
  readonly updates: Nothing;
  readonly 'self-check': Nothing;
  readonly settings: Nothing;
};

/** A file that could be opened as a converted copy. */
export type ConversionOffer = { readonly grant: Grant; readonly plan: ConversionPlan };

/** Pictures of an evaluation; `picture` is the index in its report. */
export type PicturesToShow = {
  readonly evaluation: EvaluationId;
  readonly title: string;
  readonly text: string;
  readonly pictures: readonly { readonly picture: number; readonly caption: string }[];
};

/** The evaluation in the Evaluation panel, and a second one that it is compared with. */
export type ShownEvaluation = { readonly a: EvaluationId; readonly b: EvaluationId | null };

/** What another panel proposes to evaluate; each has its own `number`, so that the same can be proposed twice. */
export type EvaluationProposal = {
  readonly number: number;
  /** Null leaves the data to the user. */
  readonly data: ProposedData | null;
  /** Null for the active model. */
  readonly models: readonly [ModelId, ModelId | null] | null;
};

export type ProposedData =
  | { readonly kind: 'collected'; readonly dataset: DatasetId }
  | { readonly kind: 'held-out'; readonly run: RunId };

/** What of a collection is asked, and how its hits are chosen. */
export type CollectionPart = Pick<CollectionQuery, 'filter' | 'perScene' | 'merges'>;

/** Where the next question goes instead of the active scene. */
export type AskedCollection = OfCollection & {
  readonly ask: (terms: readonly QueryTerm[]) => void;
  /** Limits the question to a polygon in pixels of the active scene. */
  readonly limitTo: (corners: Outline) => void;
};

/** A question to a collection. */
export type CollectionQuestion = Omit<CollectionQuery, 'hits'>;

/** One question to two scenes that overlap, whose maps are compared. */
export type ScenePair = {
  readonly before: SceneId;
  readonly after: SceneId;
  readonly model: ModelId;
  readonly terms: readonly QueryTerm[];
  readonly area: ChangeArea;
};

/** Two scenes, or two times of a collection: a year, a month or a day. Null where the panel proposes one. */
export type ChangeDates =
  | { readonly kind: 'scenes'; readonly before: SceneId | null; readonly after: SceneId | null }
  | ({
      readonly kind: 'collection';
      readonly before: string | null;
      readonly after: string | null;
    } & OfCollection);

/** A question to two dates. */
export type ChangeQuestion =
  | ({ readonly kind: 'scenes' } & ScenePair)
  | ({
      readonly kind: 'collection';
      readonly before: string;
      readonly after: string;
    } & OfCollection &
      Pick<ScenePair, 'model' | 'terms' | 'area'>);

/** The last look for the scenes of a collection. */
export type CollectionScan = OfCollection &
  (
    | {
        readonly state: 'running';
        readonly done: number;
        readonly total: number;
        readonly cancel: () => void;
      }
    | { readonly state: 'done'; readonly report: ScanReport }
  );

export type DialogKind = keyof DialogInputs;
/** A different `key` resets a dialog of the same kind that is already open. */
export type DialogOf<K extends DialogKind> = {
  [P in K]: { readonly kind: P; readonly key?: string } & DialogInputs[P];
}[K];
export type Dialog = DialogOf<DialogKind>;

/** A term in the editor; `key` identifies it while it is edited. */
export type DraftTerm = QueryTerm & { readonly key: number };

export type IndexChoice = {
  readonly scene: SceneId;
  readonly model: ModelId;
  readonly sizesPx: readonly number[];
};

export type Toast = {
  readonly id: number;
  readonly tone: 'neutral' | 'good' | 'bad';
  readonly title: string;
  readonly text: string;
  readonly link: { readonly label: string; readonly url: string; readonly fileName: string } | null;
};

/** `share` of the file's sample that was read, 0-1; null before the first report. */
export type Opening = {
  readonly name: string;
  readonly share: number | null;
  readonly cancel: () => void;
};

export type Identified = {
  readonly scene: SceneId;
  readonly at: PixelPoint;
  readonly values: readonly (number | null)[];
};

export type ViewState = {
  readonly theme: Theme;
  readonly link: LinkState;
  readonly tool: MapTool;
  readonly dialog: Dialog | null;
  /** The query being written. */
  readonly queryDraft: readonly DraftTerm[];
  /** The part of the active scene to which the next query is limited; null for all of it. */
  readonly queryArea: Outline | null;
  /** The chosen layer, if the query has several. */
  readonly resultLayer: QueryId | null;
  /** The last query that was run, on any scene. */
  readonly query: Query | null;
  /** The index that the user chose to answer; null for the core's default. */
  readonly indexChoice: IndexChoice | null;
  /** Window of the selected hit. */
  readonly activeHit: RasterWindow | null;
  /** Rank of the hovered hit. */
  readonly hoveredHit: number | null;
  readonly showsHits: boolean;
  /** Whether scenes lose their colours while a map lies over them. */
  readonly greysImagery: boolean;
  /** Whether the drawer with the style of the chosen layer is open. */
  readonly showsStyling: boolean;
  /** Which of the layers is chosen, for the drawer: the map of the answer or the active scene. */
  readonly chosen: 'result' | 'scene';
  readonly hitsView: 'grid' | 'list';
  readonly mapKind: MapKind;
  /** The query that the user wants a first look for. */
  readonly lookedFor: Query | null;
  /** Windows encoded for the SeLo map that is being made; null while none is. */
  readonly seloProgress: { readonly done: number; readonly total: number } | null;
  /** Regions drawn or loaded in this window. */
  readonly regions: Readonly<Partial<Record<SceneId, readonly Region[]>>>;
  /** Whether similarity maps are sharpened by the patches of their best windows. Null follows the model's calibration. */
  readonly sharpens: boolean | null;
  /** Outlines of the data set's windows. */
  readonly showsPairs: boolean;
  /** Pixel position of the pointer in the active scene. */
  readonly pointer: PixelPoint | null;
  /** Screen pixels per scene pixel. */
  readonly zoom: number | null;
  readonly identified: Identified | null;
  /** Values while a slider moves, not yet sent to the core. */
  readonly similarityDraft: SimilarityStyle | null;
  /** The style that was copied from a result. */
  readonly copiedStyle: SimilarityStyle | null;
  readonly layerDraft: SceneLayer | null;
  /** The user's choice; null for the first data set. */
  readonly dataset: DatasetId | null;
  readonly activePair: PairId | null;
  readonly datasetView: 'pairs' | 'check' | 'assistant';
  /** The comparison on the map, if any. */
  readonly compared: ComparedQuery | null;
  /** Models that another panel proposes to compare, once a question is asked. */
  readonly modelsToCompare: Pick<ComparedQuery, 'a' | 'b'> | null;
  /** A result that is compared with that of the current question, instead of two models. */
  readonly comparedLayer: QueryId | null;
  readonly comparedView: ComparedView;
  readonly differenceMeasure: DifferenceMeasure;
  /** Two scenes of one question that are compared, instead of two models. */
  readonly comparedScenes: ScenePair | null;
  /** Whether their maps lie over the scenes. */
  readonly showsComparedMaps: boolean;
  readonly changeDates: ChangeDates;
  readonly changeArea: ChangeArea;
  /** The question in the Change panel. */
  readonly changeQuestion: ChangeQuestion | null;
  /** The list in sight, and the rank of the selected place. */
  readonly changePlace: { readonly kind: ChangeKind; readonly rank: number | null };
  /** Pairs of scenes of a collection that were compared; null before the first. */
  readonly changeProgress: { readonly done: number; readonly total: number } | null;
  /** What the tool `area` draws for. */
  readonly areaFor: 'question' | 'change';
  /** Share (0-1) of the map's width for model A. */
  readonly swipe: number;
  /** The run shown in the Training panel; null for the form. */
  readonly run: RunId | null;
  /** Null for the form. */
  readonly evaluation: ShownEvaluation | null;
  readonly evaluationProposal: EvaluationProposal;
  /** The collection in the Collections panel; null for the list of all. */
  readonly collection: CollectionId | null;
  readonly collectionScan: CollectionScan | null;
  /** Null for the active scene. */
  readonly askedCollection: AskedCollection | null;
  /** Null for all of the collection. */
  readonly collectionPart: CollectionPart | null;
  /** The last question, if it went to a collection. */
  readonly collectionQuestion: CollectionQuestion | null;
  /** Rank of the selected hit of its answer. */
  readonly collectionHit: number | null;
  readonly upload: { readonly sent: number; readonly total: number; readonly cancel: () => void } | null;
  /** Whether the files that the window starts with, or the demo, are still to come. */
  readonly isStarting: boolean;
  /** Files that are being read for the first time. */
  readonly opening: readonly Opening[];
  /** Whether the map waits for pictures of the scene. */
  readonly isDrawing: boolean;
  readonly toasts: readonly Toast[];
};

/** Ends whatever the map compares. */
export const NOT_COMPARED = { compared: null, comparedLayer: null, comparedScenes: null } as const;

/** Whether the map shows a comparison, of models, of questions or of scenes. */
export function isCompared({ compared, comparedLayer, comparedScenes }: ViewState): boolean {
  return compared !== null || comparedLayer !== null || comparedScenes !== null;
}

/** Whether imagery below maps loses its colours; without the maps of two dates it keeps them. */
export function greysScenes({ greysImagery, comparedScenes, showsComparedMaps }: ViewState): boolean {
  return greysImagery && (comparedScenes === null || showsComparedMaps);
}

export type ViewStore = StoreApi<ViewState>;

export function createViewStore(theme: Theme): ViewStore {
  return createStore<ViewState>(() => ({
    theme,
    link: 'connecting',
    tool: 'pan',
    dialog: null,
    queryDraft: [{ key: 0, kind: 'text', text: '', weight: 1 }],
    queryArea: null,
    resultLayer: null,
    query: null,
    indexChoice: null,
    activeHit: null,
    hoveredHit: null,
    showsHits: true,
    greysImagery: true,
    showsStyling: true,
    chosen: 'scene',
    hitsView: 'grid',
    mapKind: SIMILARITY,
    lookedFor: null,
    seloProgress: null,
    regions: {},
    sharpens: null,
    showsPairs: true,
    pointer: null,
    zoom: null,
    identified: null,
    similarityDraft: null,
    copiedStyle: null,
    layerDraft: null,
    ...NOT_COMPARED,
    modelsToCompare: null,
    comparedView: 'swipe',
    differenceMeasure: 'cosine',
    showsComparedMaps: true,
    changeDates: { kind: 'scenes', before: null, after: null },
    changeArea: null,
    changeQuestion: null,
    changePlace: { kind: 'gained', rank: null },
    changeProgress: null,
    areaFor: 'question',
    swipe: 0.5,
    run: null,
    evaluation: null,
    evaluationProposal: { number: 0, data: null, models: null },
    dataset: null,
    activePair: null,
    datasetView: 'pairs',
    collection: null,
    collectionScan: null,
    askedCollection: null,
    collectionPart: null,
    collectionQuestion: null,
    collectionHit: null,
    upload: null,
    isStarting: true,
    opening: [],
    isDrawing: false,
    toasts: [],
  }));
}
