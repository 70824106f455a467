/** The team store: a collection on PostgreSQL that many machines fill and ask. JSON values only (`null`, never `undefined`). */
import type { CollectionHit, CollectionResult } from './collection.ts';

/** A place on the network and the paths under which machines reach it. */
export type TeamShare = { readonly name: string; readonly prefixes: readonly string[] };

/** A file by its share and its path below it, parts separated by `/`. */
export type TeamFile = { readonly share: string; readonly path: string };

/** How the windows were ranked. `recall` is the share of the best 100 that the method found in questions to this store. */
export type TeamRanking =
  | { readonly kind: 'exact' }
  | {
      readonly kind: 'approximate';
      readonly method: 'hnsw';
      readonly recall: number;
      readonly measuredAt: string;
    };

export type TeamHit = Omit<CollectionHit, 'sceneId'> & { readonly share: string };

/** The answer of a team store: that of a collection, with the way in which it was found. */
export type TeamResult = Omit<CollectionResult, 'collection' | 'hits'> & {
  readonly hits: readonly TeamHit[];
  readonly ranking: TeamRanking;
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
