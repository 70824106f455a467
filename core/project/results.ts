/** Results of questions as layers: added, styled, named and removed. */
import type { QueryId } from '../documents/ids.ts';
import type { ProjectDocument, ResultLayer, SavedQuery, SimilarityStyle } from '../documents/project.ts';
import { resultLayerOf } from '../documents/result-layers.ts';
import { InvalidInput } from '../errors.ts';
import type { Applied } from './applied.ts';

/** Those with a name stay. */
const UNNAMED_KEPT = 12;

/**
 * With a visible layer of the question, which keeps its style and place if it was there before. The other maps are hidden, unless this one was
 * among those that are shown together.
 */
export function withResultOf(document: ProjectDocument, query: SavedQuery): ProjectDocument {
  const { id, scene, model, terms, area } = query;
  const before = resultLayerOf(document.results, query);
  const style = before ? before.style : unlimited(document.similarity);
  const shown: ResultLayer = before
    ? { ...before, style: { ...style, visible: true } }
    : { id, scene, model, terms, area, name: null, style: { ...style, visible: true } };
  const others = before?.style.visible ? document.results : document.results.map(hidden);
  const results = before
    ? others.map((each) => (each.id === before.id ? shown : each))
    : [shown, ...others].filter(({ name }, i) => name !== null || i < UNNAMED_KEPT);
  return { ...document, results, similarity: shown.style };
}

/** Throws `InvalidInput` if there is a result of that id. */
export function addResult(document: ProjectDocument, result: ResultLayer, at: number): Applied {
  if (document.results.some(({ id }) => id === result.id))
    throw new InvalidInput(`the project has a result ${result.id} already`);
  const results = document.results.toSpliced(at, 0, result);
  return { document: { ...document, results }, inverse: { kind: 'remove-result', id: result.id } };
}

/** Throws `InvalidInput` if there is no such result. */
export function setResult(document: ProjectDocument, result: ResultLayer): Applied {
  const at = resultIndex(document, result.id);
  const results = document.results.with(at, result);
  return {
    document: { ...document, results, similarity: result.style },
    inverse: { kind: 'set-result', result: document.results[at]! },
  };
}

/** Throws `InvalidInput` if there is no such result. */
export function removeResult(document: ProjectDocument, id: QueryId): Applied {
  const at = resultIndex(document, id);
  const results = document.results.toSpliced(at, 1);
  return {
    document: { ...document, results },
    inverse: { kind: 'add-result', result: document.results[at]!, at },
  };
}

function hidden(result: ResultLayer): ResultLayer {
  return { ...result, style: { ...result.style, visible: false } };
}

/** Threshold and range are cosines chosen for one question; the next one starts without them. */
function unlimited(style: SimilarityStyle): SimilarityStyle {
  return { ...style, threshold: null, range: null };
}

function resultIndex(document: ProjectDocument, id: QueryId): number {
  const at = document.results.findIndex((each) => each.id === id);
  if (at < 0) throw new InvalidInput(`the project has no result ${id}`);
  return at;
}
