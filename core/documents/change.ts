/** Change between two dates: one question to two scenes that overlap. JSON values only (`null`, never `undefined`). */
import type { ChangeId, CollectionId, ModelId, QueryId, SceneId } from './ids.ts';
import type { BandRendering, LonLatPolygon, RasterWindow } from './scene.ts';
import type { DifferenceMeasure, MapGrid, QueryTerm } from './search.ts';

export const CHANGE_KINDS = ['gained', 'lost'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** A scene of a change. */
export type ChangeScene = {
  readonly id: SceneId;
  readonly name: string;
  /** ISO 8601; null if it is not known. */
  readonly date: string | null;
};

/** A place that gained or lost what was asked for. */
export type ChangePlace = {
  readonly rank: number;
  /** After - before in the measure of the change: cosine, or share of the common cells (0-1). */
  readonly difference: number;
  /** Cosines. */
  readonly before: number;
  readonly after: number;
  /** How many times the spread of the change the difference lies from its median; null where nothing else differs. */
  readonly deviations: number | null;
  /** Position of the scenes in `pairs`. */
  readonly pair: number;
  /** The place in either scene, for pictures side by side. */
  readonly windowBefore: RasterWindow;
  readonly windowAfter: RasterWindow;
  /** Closed. Null if PROJ cannot express it. */
  readonly lonLat: LonLatPolygon | null;
};

/** Two scenes that were compared. */
export type ChangePair = {
  readonly before: ChangeScene;
  readonly after: ChangeScene;
  /** Cells where both have data. */
  readonly cells: number;
  /** Of the differences in these cells. The spread is 1.4826 times the median distance from the median. */
  readonly median: number;
  readonly spread: number;
  /** Largest absolute difference. */
  readonly most: number;
  /** Why the two are hard to compare: windows that differ on the ground. Null if nothing speaks against it. */
  readonly note: string | null;
};

/** Polygons to which a change is limited; null for wherever both scenes have data. */
export type ChangeArea = readonly LonLatPolygon[] | null;

type Change = {
  readonly id: ChangeId;
  readonly model: ModelId;
  readonly terms: readonly QueryTerm[];
  readonly measure: DifferenceMeasure;
  readonly area: ChangeArea;
  /** The largest difference first. */
  readonly gained: readonly ChangePlace[];
  readonly lost: readonly ChangePlace[];
  readonly milliseconds: number;
};

/** The change between two scenes, after - before. */
export type SceneChange = Change & {
  readonly queryBefore: QueryId;
  readonly queryAfter: QueryId;
  /** One pair. */
  readonly pairs: readonly ChangePair[];
  /** The difference on the raster of the scene before, NaN where one of them has no data. */
  readonly map: MapGrid;
  /** The cosines of both scenes in the same cells. */
  readonly mapBefore: MapGrid;
  readonly mapAfter: MapGrid;
};

/** Maps of a change of two scenes. */
export const CHANGE_MAPS = ['difference', 'before', 'after'] as const;
export type ChangeMapKind = (typeof CHANGE_MAPS)[number];

/** A scene of a change with what its pictures need. */
export type PicturedScene = ChangeScene & { readonly content: string; readonly style: BandRendering };
export type PicturedPair = Omit<ChangePair, 'before' | 'after'> & {
  readonly before: PicturedScene;
  readonly after: PicturedScene;
};
/** For the page. */
export type Pictured<C extends SceneChange | CollectionChange> = Omit<C, 'pairs'> & {
  readonly pairs: readonly PicturedPair[];
};

/** A question to the scenes of a collection at two times. A period is a year, a month or a day: "2023", "2023-05", "2023-05-31". */
export type CollectionChangeQuery = {
  readonly collection: CollectionId;
  readonly model: ModelId;
  readonly terms: readonly QueryTerm[];
  readonly measure: DifferenceMeasure;
  readonly area: ChangeArea;
  /** Null if the collection has scenes of two days alone. */
  readonly before: string | null;
  readonly after: string | null;
  /** Most places gained, and most places lost. */
  readonly places: number;
};

export type CollectionChange = Change & {
  readonly collection: CollectionId;
  readonly before: string;
  readonly after: string;
  readonly pairs: readonly ChangePair[];
  /** Scenes of the two periods without a complete index of the model. */
  readonly notIndexed: number;
};

/** What a change can be exported as. */
export const CHANGE_PRODUCTS = ['places', 'difference'] as const;
export type ChangeProduct = (typeof CHANGE_PRODUCTS)[number];
/** Formats of places, the usual one first; the difference is a GeoTIFF. */
export const PLACE_FORMATS = ['gpkg', 'geojson', 'csv'] as const;
export type PlaceFormat = (typeof PLACE_FORMATS)[number];
export const CHANGE_FORMATS = [...PLACE_FORMATS, 'cog'] as const;
export type ChangeFormat = (typeof CHANGE_FORMATS)[number];
