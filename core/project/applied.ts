import type { ProjectDocument, Transaction } from '../documents/project.ts';

/** The changed document and the transaction that reverts it; `inverse` is null if there is nothing to revert. */
export type Applied = { readonly document: ProjectDocument; readonly inverse: Transaction | null };
