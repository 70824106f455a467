/** Collections: named sets of scenes that are indexed and asked as one. JSON values only (`null`, never `undefined`). */
import type { CollectionId, ModelId, QueryId, SceneId } from './ids.ts';
import type { Affine, BandRendering, LonLatPolygon, RasterWindow } from './scene.ts';
import type { QueryTerm } from './search.ts';
import type { TeamRanking } from './team-ranking.ts';
import type { Verdict } from './verdict.ts';

/** Where the scenes of a collection come from: folders are searched with everything below them. */
export const SOURCE_KINDS = ['folder', 'file', 'list', 'stac'] as const;
export type CollectionSource = { readonly kind: (typeof SOURCE_KINDS)[number]; readonly path: string };

/** What told a scene's date. */
export const DATE_SOURCES = ['stac', 'tag', 'name'] as const;
export type SceneDate = {
  /** ISO 8601, a day or a moment. */
  readonly date: string;
  readonly from: (typeof DATE_SOURCES)[number];
};

/** One file of a collection, as the last scan found it. */
export type CollectionScene = {
  readonly path: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** Why the file cannot be read; the fields below are then empty. */
  readonly fault: string | null;
  /** Identity of the content and georeferencing; an index is valid for one. */
  readonly content: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly metresPerPixel: number | null;
  readonly crs: { readonly name: string; readonly wkt: string } | null;
  readonly affine: Affine | null;
  readonly footprint: LonLatPolygon | null;
  readonly date: SceneDate | null;
};

export type CollectionSummary = {
  readonly id: CollectionId;
  readonly name: string;
  readonly createdAt: string;
  readonly sources: readonly CollectionSource[];
  /** Pattern over file names that gives dates, such as "YYYYMMDD"; null for none. */
  readonly datePattern: string | null;
  readonly scenes: number;
  readonly faults: number;
  /** First and last date of the scenes; null without dates. */
  readonly dates: { readonly first: string; readonly last: string } | null;
};

/** What a scan found, compared with the scan before. */
export type ScanReport = {
  readonly added: number;
  readonly changed: number;
  readonly gone: number;
  readonly same: number;
  /** Files that cannot be read, with the reason. */
  readonly faults: readonly { readonly path: string; readonly reason: string }[];
};

/** Window sizes for the scenes of a collection, in pixels or on the ground; both null: each scene's default. */
export type CollectionSizes = {
  readonly sizesPx: readonly number[] | null;
  /** Scenes without a ground resolution take their default. */
  readonly sizesMetres: readonly number[] | null;
};

export const DEFAULT_SIZES: CollectionSizes = { sizesPx: null, sizesMetres: null };

export function inPixels(sizesPx: readonly number[] | null): CollectionSizes {
  return { ...DEFAULT_SIZES, sizesPx };
}

export type CollectionPlan = {
  readonly scenes: number;
  /** Scenes whose index is complete. */
  readonly scenesDone: number;
  readonly windows: number;
  readonly windowsDone: number;
  readonly seconds: number;
  readonly bytes: number;
  /** Of the scene whose pixels are of the middle size; null without scenes. */
  readonly typical: {
    readonly sizesPx: readonly number[];
    readonly metresPerPixel: number | null;
    readonly smallestThingMetres: number | null;
  } | null;
};

/** Restrictions of a question to a part of a collection. */
export type CollectionFilter = {
  /** Polygons in longitude and latitude; windows whose centre lies in one of them count. Null for everywhere. */
  readonly area: readonly LonLatPolygon[] | null;
  /** First and last day, inclusive; scenes without a date are left out if one is given. */
  readonly from: string | null;
  readonly to: string | null;
  /** Part of the file name, without regard to case. */
  readonly name: string | null;
};

export type CollectionQuery = {
  readonly collection: CollectionId;
  readonly model: ModelId;
  readonly terms: readonly QueryTerm[];
  readonly hits: number;
  /** Most hits of one scene; null for no limit. */
  readonly perScene: number | null;
  /** Whether overlapping windows of different scenes become one hit. */
  readonly merges: boolean;
  readonly filter: CollectionFilter;
};

export type CollectionHit = {
  readonly rank: number;
  readonly score: number;
  /** Name and path of the scene's file. */
  readonly scene: string;
  readonly path: string;
  readonly sceneId: SceneId;
  readonly date: string | null;
  readonly window: RasterWindow;
  /** The window in longitude and latitude, closed; null without a CRS. */
  readonly lonLat: LonLatPolygon | null;
  /** Near-duplicates that the hit stands for, in its scene and in others. */
  readonly merged: number;
};

export type CollectionResult = Omit<CollectionQuery, 'hits'> & {
  readonly hits: readonly CollectionHit[];
  /** About all scenes that were asked together. */
  readonly verdict: Verdict;
  /** Verdicts on the scenes that have hits. */
  readonly scenes: readonly {
    readonly path: string;
    readonly best: number;
    readonly verdict: Verdict;
  }[];
  readonly scenesAsked: number;
  readonly windows: number;
  /** Scenes that match the filter but have no complete index with this model. */
  readonly notIndexed: number;
  readonly milliseconds: number;
};

/** A scene of a collection as the page shows it, which sees no paths. */
export type CollectionRow = Pick<
  CollectionScene,
  'name' | 'fault' | 'sizeBytes' | 'widthPx' | 'heightPx' | 'metresPerPixel' | 'date'
> & {
  /** The four corners, closed: those of ten thousand scenes with all their edges would be too much to send. */
  readonly footprint: LonLatPolygon | null;
  /** Stays the same as long as the file keeps its path. */
  readonly key: string;
  /** Path below the folder that it was found in; the file name for others. */
  readonly place: string;
  /** Name of its CRS; null without one. */
  readonly crs: string | null;
};

/** How far the scenes of a collection are indexed with a model, by their keys. */
export type CollectionStates = {
  readonly indexed: readonly string[];
  /** Scenes that the last indexing passed over. */
  readonly failures: readonly { readonly key: string; readonly reason: string }[];
};

/** What a pattern would do to a scene's date: the day in its name, or null. */
export type TriedDate = { readonly key: string; readonly date: string | null };

export const HIT_FILE_FORMATS = ['gpkg', 'geojson', 'csv'] as const;
export type HitFileFormat = (typeof HIT_FILE_FORMATS)[number];

/** `sceneId` is null for a scene of the team store that is not open here. */
export type PageCollectionHit = Omit<CollectionHit, 'path' | 'sceneId'> & {
  readonly key: string;
  readonly sceneId: SceneId | null;
};

/** A scene that has hits. */
export type AnsweringScene = {
  readonly key: string;
  readonly name: string;
  readonly date: string | null;
  /** For its pictures; null for a scene of the team store, which is opened when one is asked for (`core/urls/team-window-url.ts`). */
  readonly pictures: {
    readonly id: SceneId;
    readonly content: string;
    readonly style: BandRendering;
  } | null;
  readonly metresPerPixel: number | null;
  readonly hits: number;
  readonly best: number;
  readonly verdict: Verdict;
};

/** A collection's answer for the page; `id` names it in exports, as long as the core remembers it. */
export type CollectionAnswer = Omit<CollectionResult, 'hits' | 'scenes'> & {
  readonly id: QueryId;
  readonly hits: readonly PageCollectionHit[];
  /** Best first. */
  readonly scenes: readonly AnsweringScene[];
  /** How a team store ranked the windows; null for a collection, which compares all of them. */
  readonly ranking: TeamRanking | null;
};
