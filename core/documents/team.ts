/** The team store: a collection on PostgreSQL that many machines fill and ask. JSON values only (`null`, never `undefined`). */
import type { CollectionFilter, CollectionHit, CollectionResult } from './collection.ts';
import type { CollectionId } from './ids.ts';
import type { HitJudgement } from './reviews.ts';
import type { RasterWindow } from './scene.ts';
import type { QueryTerm } from './search.ts';
import type { TeamRanking } from './team-ranking.ts';
import type { Verdict } from './verdict.ts';

/** The team store among the collections of the page: it is asked, shown and exported as one of them. */
export const TEAM = 'team' as CollectionId;

/** The store that the user named; there is at most one. */
export type TeamStore = {
  /** Without a password. */
  readonly address: string;
  /** Whether the environment of the program names it, not the user in the window. */
  readonly isOfEnvironment: boolean;
};

/** A place on the network and the paths under which machines reach it. */
export type TeamShare = { readonly name: string; readonly prefixes: readonly string[] };

/** A file by its share and its path below it, parts separated by `/`. */
export type TeamFile = { readonly share: string; readonly path: string };

/** `key` is the number of its scene in the store. */
export type TeamHit = Omit<CollectionHit, 'sceneId'> & { readonly key: string; readonly share: string };

/** A scene that has hits. */
export type TeamSceneFound = CollectionResult['scenes'][number] & {
  readonly key: string;
  readonly name: string;
  readonly date: string | null;
  readonly metresPerPixel: number | null;
};

/** The answer of a team store: that of a collection, with the way in which it was found. */
export type TeamResult = Omit<CollectionResult, 'collection' | 'hits' | 'scenes'> & {
  readonly hits: readonly TeamHit[];
  readonly scenes: readonly TeamSceneFound[];
  readonly ranking: TeamRanking;
  /** Number of the question in the store; null if this user may not write it there. */
  readonly question: number | null;
};

/** A question that somebody asked the store. */
export type TeamQuestion = {
  readonly id: number;
  readonly by: string;
  readonly at: string;
  /** Name of the model. */
  readonly model: string;
  readonly terms: readonly QueryTerm[];
  readonly filter: CollectionFilter;
  readonly perScene: number | null;
  readonly merges: boolean;
  readonly scenes: number;
  readonly windows: number;
  readonly hits: number;
  readonly ranking: TeamRanking['kind'];
  readonly verdict: Verdict['kind'];
};

/** What somebody said of a hit; everybody has one review of it. */
export type TeamReview = {
  readonly share: string;
  readonly path: string;
  /** Number of the scene in the store. */
  readonly key: string;
  readonly window: RasterWindow;
  readonly terms: readonly QueryTerm[];
  readonly judgement: HitJudgement | null;
  readonly note: string;
  readonly by: string;
  /** Whether the user who asks wrote it. */
  readonly isOwn: boolean;
  readonly at: string;
};

export type TeamWorker = {
  readonly name: string;
  readonly host: string;
  readonly processId: number;
  readonly device: string;
  readonly startedAt: string;
  readonly seenAt: string;
  /** False if it has not been heard of for some time. */
  readonly isAlive: boolean;
  readonly blocks: number;
};

export type TeamStatus = {
  readonly version: number;
  readonly postgres: string;
  readonly scenes: number;
  readonly indexes: number;
  readonly indexesComplete: number;
  readonly windows: number;
  readonly windowsDone: number;
  readonly bytes: number;
  /** Blocks by state. */
  readonly blocks: {
    readonly waiting: number;
    readonly active: number;
    readonly done: number;
    readonly failed: number;
    readonly cancelled: number;
  };
  /** Over the last minutes; 0 when nothing was done. */
  readonly windowsPerSecond: number;
  /** Null when nothing is being done, or nothing is left. */
  readonly secondsLeft: number | null;
  readonly workers: readonly TeamWorker[];
  /** Why blocks failed, each reason once. */
  readonly failures: readonly { readonly reason: string; readonly blocks: number }[];
  /** Whether the administrator has installed VectorChord. */
  readonly hasVectorChord: boolean;
  readonly rankings: readonly (TeamRanking & { readonly model: string })[];
};

export type TeamRole = 'owner' | 'worker' | 'analyst';

/** The store as the page shows it, which sees no paths. */
export type TeamOverview = TeamStatus & {
  /** Who is connected, and as what. */
  readonly user: string;
  readonly role: TeamRole;
  readonly shares: readonly { readonly name: string; readonly isReached: boolean }[];
};
