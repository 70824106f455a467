/** Ids of what the core stores, and grants for paths. */

export type GrantId = string & { readonly brand: 'GrantId' };
export type SceneId = string & { readonly brand: 'SceneId' };
export type CollectionId = string & { readonly brand: 'CollectionId' };
export type EmbeddingSetId = string & { readonly brand: 'EmbeddingSetId' };
export type ModelId = string & { readonly brand: 'ModelId' };
export type JobId = string & { readonly brand: 'JobId' };
export type QueryId = string & { readonly brand: 'QueryId' };
export type ChangeId = string & { readonly brand: 'ChangeId' };
export type RunId = string & { readonly brand: 'RunId' };
export type IndexId = string & { readonly brand: 'IndexId' };
export type DatasetId = string & { readonly brand: 'DatasetId' };
export type EvaluationId = string & { readonly brand: 'EvaluationId' };

export type PathAccess = 'read' | 'write';

/** Permission for one path, given by the shell (dialog, drop, command line); the page never sees the path. */
export type Grant = { readonly id: GrantId; readonly name: string };
