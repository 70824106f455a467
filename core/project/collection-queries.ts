/** Questions to collections: recorded, their layers changed, forgotten. */
import type { QueryId } from '../documents/ids.ts';
import type { ProjectDocument, SavedCollectionQuery } from '../documents/project.ts';
import { savedCollectionQueryOf } from '../documents/result-layers.ts';
import { InvalidInput } from '../errors.ts';
import type { Applied } from './applied.ts';

const QUERIES_KEPT = 200;
const UNNAMED_LAYERS = 12;

/** First, with a visible layer. One that was asked before keeps its name, star and opacity; a new one hides the layers of the others. */
export function recordCollectionQuery(document: ProjectDocument, query: SavedCollectionQuery): Applied {
  const before = savedCollectionQueryOf(document.collectionQueries, query);
  const others = document.collectionQueries.filter(({ id }) => id !== before?.id);
  const opacity = before?.layer?.opacity ?? 1;
  const { id, name, isKept } = before ?? query;
  const asked = { ...query, id, name, isKept, layer: { visible: true, opacity } };
  const queries = [asked, ...(before?.layer ? others : others.map(hidden))];
  return {
    document: { ...document, collectionQueries: limited(queries) },
    inverse: { kind: 'forget-collection-query', id },
  };
}

/** Throws `InvalidInput` if there is one of that id. */
export function addCollectionQuery(
  document: ProjectDocument,
  query: SavedCollectionQuery,
  at: number,
): Applied {
  if (document.collectionQueries.some(({ id }) => id === query.id))
    throw new InvalidInput(`the project has a question ${query.id} to a collection already`);
  return {
    document: { ...document, collectionQueries: document.collectionQueries.toSpliced(at, 0, query) },
    inverse: { kind: 'forget-collection-query', id: query.id },
  };
}

/** Throws `InvalidInput` if there is no such question. */
export function setCollectionQuery(document: ProjectDocument, query: SavedCollectionQuery): Applied {
  const at = indexOf(document, query.id);
  return {
    document: { ...document, collectionQueries: document.collectionQueries.with(at, query) },
    inverse: { kind: 'set-collection-query', query: document.collectionQueries[at]! },
  };
}

/** Throws `InvalidInput` if there is no such question. */
export function forgetCollectionQuery(document: ProjectDocument, id: QueryId): Applied {
  const at = indexOf(document, id);
  return {
    document: { ...document, collectionQueries: document.collectionQueries.toSpliced(at, 1) },
    inverse: { kind: 'add-collection-query', query: document.collectionQueries[at]!, at },
  };
}

/** Without old questions that nobody kept, and without layers of old ones that nobody named. */
function limited(queries: readonly SavedCollectionQuery[]): readonly SavedCollectionQuery[] {
  let layers = 0;
  return queries
    .filter(({ isKept }, i) => isKept || i < QUERIES_KEPT)
    .map((each) => {
      if (each.layer === null || each.name !== null) return each;
      layers++;
      return layers <= UNNAMED_LAYERS ? each : { ...each, layer: null };
    });
}

function hidden(query: SavedCollectionQuery): SavedCollectionQuery {
  return query.layer === null ? query : { ...query, layer: { ...query.layer, visible: false } };
}

function indexOf(document: ProjectDocument, id: QueryId): number {
  const at = document.collectionQueries.findIndex((each) => each.id === id);
  if (at < 0) throw new InvalidInput(`the project has no question ${id} to a collection`);
  return at;
}
