/**
 * A project as it was received, in which what has not changed is that of before. Lists are compared by id: a new question comes first, and
 * would otherwise make a copy of all two hundred, which components that have not rendered again would hold.
 */
import { replaceEqualDeep } from '@tanstack/react-query';
import type { ProjectDocument, ProjectState } from '../../core/documents/project.ts';

type Identified = { readonly id: string };

/** The `structuralSharing` of a query of the project. */
export function sharedProject(before: unknown, now: unknown): unknown {
  return before === undefined ? now : shared(before as ProjectState, now as ProjectState);
}

function shared(before: ProjectState, now: ProjectState): ProjectState {
  const document: ProjectDocument = {
    ...before.document,
    queries: aligned(before.document.queries, now.document.queries),
    collectionQueries: aligned(before.document.collectionQueries, now.document.collectionQueries),
    results: aligned(before.document.results, now.document.results),
  };
  // An order that is the same as before is the same list.
  const isSame = (['queries', 'collectionQueries', 'results'] as const).every((list) =>
    isSameOrder(before.document[list], document[list]),
  );
  return replaceEqualDeep(isSame ? before : { ...before, document }, now);
}

/** The items of before in the order of now; new ones as they are. */
function aligned<T extends Identified>(before: readonly T[], now: readonly T[]): readonly T[] {
  const known = new Map(before.map((each) => [each.id, each]));
  return now.map((each) => known.get(each.id) ?? each);
}

function isSameOrder(before: readonly Identified[], now: readonly Identified[]): boolean {
  return before.length === now.length && before.every((each, i) => each === now[i]);
}
