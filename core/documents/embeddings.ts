/** Embeddings that travel: files of vectors of windows, exported from indexes and imported from elsewhere. JSON values only (`null`, never `undefined`). */
import type { CollectionId, EmbeddingSetId, ModelId, SceneId } from './ids.ts';
import type { LonLatPolygon, RasterWindow } from './scene.ts';
import type { QueryTerm } from './search.ts';

/** Which indexes are exported: those of some scenes, or of all scenes of a collection. */
export type EmbeddingSource =
  | { readonly kind: 'scenes'; readonly scenes: readonly SceneId[] }
  | { readonly kind: 'collection'; readonly collection: CollectionId };

export type EmbeddingExport = {
  readonly source: EmbeddingSource;
  readonly model: ModelId;
  /** 8-bit integers with one scale and offset, about half the size; floats otherwise. */
  readonly int8: boolean;
};

/** What an export wrote: the Parquet file, and beside it a STAC item and a STAC collection. */
export type ExportedEmbeddings = {
  /** Names of the files, the Parquet file first. */
  readonly names: readonly string[];
  readonly bytes: number;
  readonly rows: number;
  readonly scenes: number;
  /** Scenes without a complete index of the model. */
  readonly notIndexed: number;
  /** Most that a component changes by quantization; null for floats, which are exact. */
  readonly bound: number | null;
  /** Download address of all files in one archive; empty for a path that the user chose. */
  readonly url: string;
};

/** Imported embeddings. */
export type EmbeddingSet = {
  readonly id: EmbeddingSetId;
  readonly name: string;
  readonly importedAt: string;
  /** Name of the file it came from. */
  readonly file: string;
  readonly rows: number;
  readonly dim: number;
  /** Scenes that its file names. */
  readonly scenes: number;
  /** Model that made the embeddings; null if the file does not say. */
  readonly madeBy: string | null;
  /** Installed model that takes sentences about them; null if there is none, and then only windows of the set can be asked for. */
  readonly model: ModelId | null;
  /** Why there is none; null if there is one. */
  readonly why: string | null;
  /** Most that a component differs from the original by quantization; null for floats. */
  readonly bound: number | null;
};

export type EmbeddingQuery = {
  readonly set: EmbeddingSetId;
  /** Sentences; none to ask by windows alone. */
  readonly terms: readonly QueryTerm[];
  /** Rows of the set whose mean is looked for, from 1; none to ask by sentences alone. */
  readonly like: readonly number[];
  readonly hits: number;
};

export type EmbeddingHit = {
  readonly rank: number;
  readonly score: number;
  /** From 1, as in the file. */
  readonly row: number;
  /** Null in files that do not name scenes. */
  readonly scene: string | null;
  readonly date: string | null;
  readonly window: RasterWindow | null;
  readonly lonLat: LonLatPolygon | null;
  /** Near-duplicates in the same place that the hit stands for. */
  readonly merged: number;
};

export type EmbeddingResult = EmbeddingQuery & {
  readonly found: readonly EmbeddingHit[];
  readonly milliseconds: number;
};
