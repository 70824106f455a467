/** The project as the page and the core exchange it. JSON values only (`null`, never `undefined`). */
import type { CollectionQuery } from './collection.ts';
import type { ModelId, QueryId, SceneId } from './ids.ts';
import type { HitReview } from './reviews.ts';
import type { BandRendering, ValueRange } from './scene.ts';
import type { Query } from './search.ts';
import type { WebBackground } from './web.ts';

export const RAMPS = ['viridis', 'magma', 'inferno', 'plasma', 'cividis', 'turbo', 'jet'] as const;
export type Ramp = (typeof RAMPS)[number];

export type SimilarityStyle = {
  readonly visible: boolean;
  readonly ramp: Ramp;
  readonly reversed: boolean;
  /** Low scores are drawn more transparent. */
  readonly fadeLow: boolean;
  /** Cosines at the ends of the ramp; null: the model's absolute range. Ignored while `stretchToScene` is true. */
  readonly range: ValueRange | null;
  readonly stretchToScene: boolean;
  readonly opacity: number;
  /** Cells below it are not drawn; null draws all cells. */
  readonly threshold: number | null;
};

export type SceneLayer = {
  readonly scene: SceneId;
  readonly visible: boolean;
  readonly opacity: number;
  /** Of the display alone, as in QGIS: above 1 brightens what is dark. */
  readonly gamma: number;
  readonly style: BandRendering;
};

/** A query that was run. `isKept`: saved by the user, so that newer questions do not push it out of the list. */
export type SavedQuery = Query & {
  readonly id: QueryId;
  readonly ranAt: string;
  readonly isKept: boolean;
};

/** A question that a collection answered, and the layer of its hits and footprints. */
export type SavedCollectionQuery = Omit<CollectionQuery, 'hits'> & {
  /** That of the question's first answer. */
  readonly id: QueryId;
  /** Name of the collection when it answered. */
  readonly collectionName: string;
  readonly ranAt: string;
  readonly isKept: boolean;
  /** Replaces the words of the question in the tree of layers; null shows these. */
  readonly name: string | null;
  /** Null once it was removed from the tree. */
  readonly layer: { readonly visible: boolean; readonly opacity: number } | null;
};

/** The map of a question as a layer, with a style of its own. `name` replaces the words of the question; null shows these. */
export type ResultLayer = Query & {
  /** That of the question's first answer. */
  readonly id: QueryId;
  readonly name: string | null;
  readonly style: SimilarityStyle;
};

/** The user's work. The first layer is drawn on top. */
export type ProjectDocument = {
  readonly version: 1;
  readonly layers: readonly SceneLayer[];
  readonly activeScene: SceneId | null;
  readonly activeModel: ModelId | null;
  /** The style that the next result begins with; the last one that was changed. */
  readonly similarity: SimilarityStyle;
  /** Newest first, at most 12 without a name. */
  readonly results: readonly ResultLayer[];
  /** Newest first, at most 200, and those that are kept. */
  readonly queries: readonly SavedQuery[];
  /** Newest first, at most 200, and those that are kept; at most 12 layers without a name. */
  readonly collectionQueries: readonly SavedCollectionQuery[];
  /** Newest first, one for each hit, at most 5,000. */
  readonly reviews: readonly HitReview[];
  /** Below all layers; null without one. */
  readonly background: WebBackground | null;
};

export type Transaction =
  | { readonly kind: 'add-layer'; readonly layer: SceneLayer; readonly at: number }
  | { readonly kind: 'remove-layer'; readonly scene: SceneId }
  | { readonly kind: 'move-layer'; readonly scene: SceneId; readonly to: number }
  | { readonly kind: 'set-layer'; readonly layer: SceneLayer }
  /** Shows these scenes and hides all others. */
  | { readonly kind: 'show-layers'; readonly scenes: readonly SceneId[] }
  | { readonly kind: 'activate-scene'; readonly scene: SceneId | null }
  | { readonly kind: 'activate-model'; readonly model: ModelId }
  | { readonly kind: 'set-similarity'; readonly style: SimilarityStyle }
  /** Adds the result of the question and hides the maps of others, or shows it again beside them. */
  | { readonly kind: 'record-query'; readonly query: SavedQuery }
  | { readonly kind: 'add-result'; readonly result: ResultLayer; readonly at: number }
  | { readonly kind: 'set-result'; readonly result: ResultLayer }
  | { readonly kind: 'remove-result'; readonly id: QueryId }
  | { readonly kind: 'forget-query'; readonly query: QueryId }
  | { readonly kind: 'keep-query'; readonly query: QueryId; readonly isKept: boolean }
  /** As `record-query`, for a collection. */
  | { readonly kind: 'record-collection-query'; readonly query: SavedCollectionQuery }
  | { readonly kind: 'add-collection-query'; readonly query: SavedCollectionQuery; readonly at: number }
  | { readonly kind: 'set-collection-query'; readonly query: SavedCollectionQuery }
  | { readonly kind: 'forget-collection-query'; readonly id: QueryId }
  | { readonly kind: 'set-background'; readonly background: WebBackground | null }
  /** Replaces the review of the same hit. */
  | { readonly kind: 'review-hit'; readonly review: HitReview };

export type ProjectState = {
  readonly document: ProjectDocument;
  readonly revision: number;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Name of the file that the project was opened from or saved to; null for a project that was never saved. */
  readonly name: string | null;
  /** Whether that file can be written. A file that a browser sent, or was sent, cannot. */
  readonly isOnDisk: boolean;
  /** Whether the project differs from its file; without a file, from an empty project. */
  readonly isChanged: boolean;
  /** True after a crash while the project differed from its file, until the user keeps the changes or goes back. */
  readonly isRecovered: boolean;
};

/** A project file that was opened or saved here before. */
export type RecentProject = {
  readonly id: string;
  readonly name: string;
  /** Where it lies, for people. */
  readonly folder: string;
};

/** `notes` name what could not be taken over, such as scenes whose files were not found. */
export type OpenedProject = { readonly state: ProjectState; readonly notes: readonly string[] };

/** Ending of project files, without the dot. */
export const PROJECT_ENDING = 'longsight';

export function isProjectFile(name: string): boolean {
  return name.toLowerCase().endsWith(`.${PROJECT_ENDING}`);
}
