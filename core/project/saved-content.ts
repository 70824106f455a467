/** What of a project counts as changed: the comparison of a project with its file. */
import type { ProjectDocument, SavedQuery } from '../documents/project.ts';

/**
 * A text that is the same for projects without unsaved changes. The active scene and model, the style of the next result and the time of a
 * question do not count, nor does asking a question again.
 */
export function savedContent({
  layers,
  results,
  queries,
  collectionQueries,
  reviews,
  background,
}: Pick<
  ProjectDocument,
  'layers' | 'results' | 'queries' | 'collectionQueries' | 'reviews' | 'background'
>): string {
  const asked = ({ scene, model, terms, area }: Omit<SavedQuery, 'id' | 'ranAt' | 'isKept'>) =>
    [scene, model, terms, area] as const;
  const questions = queries.map((query) => JSON.stringify([...asked(query), query.isKept]));
  const maps = results.map((result) => [...asked(result), result.name, result.style]);
  const ofCollections = collectionQueries.map(({ id: _id, ranAt: _ranAt, ...asked }) =>
    JSON.stringify(asked),
  );
  return JSON.stringify([
    ...[layers, maps, questions.toSorted(), reviews, background],
    // Files that were saved before there were any have the same content.
    ...(ofCollections.length === 0 ? [] : [ofCollections.toSorted()]),
  ]);
}
