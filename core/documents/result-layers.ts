/** Which layer of results belongs to a question. */
import type { CollectionQuery } from './collection.ts';
import type { ResultLayer, SavedCollectionQuery } from './project.ts';
import type { Query } from './search.ts';

/** The same terms, asked of the same scene or area with the same model. */
export function asksTheSame(a: Query, b: Query): boolean {
  return (
    a.scene === b.scene &&
    a.model === b.model &&
    JSON.stringify([a.terms, a.area]) === JSON.stringify([b.terms, b.area])
  );
}

/** The layer of the question; null if it has none. `chosen`, if it is one of several. */
export function resultLayerOf(
  results: readonly ResultLayer[],
  query: Query,
  chosen: string | null = null,
): ResultLayer | null {
  const same = results.filter((each) => asksTheSame(each, query));
  return same.find(({ id }) => id === chosen) ?? same[0] ?? null;
}

type CollectionQuestion = Omit<CollectionQuery, 'hits'>;

/** The same terms, asked of the same part of the same collection with the same model. */
export function asksCollectionTheSame(a: CollectionQuestion, b: CollectionQuestion): boolean {
  const asked = ({ collection, model, terms, filter, perScene, merges }: CollectionQuestion) =>
    JSON.stringify([collection, model, terms, filter, perScene, merges]);
  return asked(a) === asked(b);
}

/** What the project holds of the question; null if it was not answered. */
export function savedCollectionQueryOf(
  queries: readonly SavedCollectionQuery[],
  question: CollectionQuestion,
): SavedCollectionQuery | null {
  return queries.find((each) => asksCollectionTheSame(each, question)) ?? null;
}
