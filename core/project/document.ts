/** Transactions on the project document: pure functions, each with its inverse. */

import type { SceneId } from '../documents/ids.ts';
import type { ProjectDocument, SavedQuery, SceneLayer, Transaction } from '../documents/project.ts';
import { asksTheSame } from '../documents/result-layers.ts';
import { type HitReview, isReviewOf, reviewOf } from '../documents/reviews.ts';
import { InvalidInput } from '../errors.ts';
import type { Applied } from './applied.ts';
import {
  addCollectionQuery,
  forgetCollectionQuery,
  recordCollectionQuery,
  setCollectionQuery,
} from './collection-queries.ts';
import { addResult, removeResult, setResult, withResultOf } from './results.ts';

const QUERIES_KEPT = 200;
const REVIEWS_KEPT = 5_000;
const NO_EDITS: readonly Transaction['kind'][] = [
  ...(['record-query', 'record-collection-query'] as const),
  ...(['activate-scene', 'activate-model'] as const),
];

export const emptyProject: ProjectDocument = {
  version: 1,
  layers: [],
  activeScene: null,
  activeModel: null,
  similarity: {
    visible: true,
    ramp: 'viridis',
    reversed: false,
    fadeLow: true,
    range: null,
    stretchToScene: false,
    opacity: 0.75,
    threshold: null,
  },
  results: [],
  queries: [],
  collectionQueries: [],
  reviews: [],
  background: null,
};

/** Throws `InvalidInput` when the transaction names a scene or query that is not in the document, or adds a scene twice. */
export function applyTransaction(document: ProjectDocument, change: Transaction): Applied {
  switch (change.kind) {
    case 'add-layer':
      return addLayer(document, change.layer, change.at);
    case 'remove-layer':
      return removeLayer(document, layerIndex(document, change.scene));
    case 'move-layer':
      return moveLayer(document, layerIndex(document, change.scene), change.to);
    case 'set-layer':
      return setLayer(document, change.layer);
    case 'show-layers':
      return showLayers(document, change.scenes);
    case 'activate-scene':
      return {
        document: { ...document, activeScene: change.scene },
        inverse: { kind: 'activate-scene', scene: document.activeScene },
      };
    case 'activate-model':
      return {
        document: { ...document, activeModel: change.model },
        inverse:
          document.activeModel === null ? null : { kind: 'activate-model', model: document.activeModel },
      };
    case 'set-similarity':
      return {
        document: { ...document, similarity: change.style },
        inverse: { kind: 'set-similarity', style: document.similarity },
      };
    case 'record-query': {
      const isSame = (each: SavedQuery): boolean =>
        each.id === change.query.id || asksTheSame(each, change.query);
      const others = document.queries.filter((each) => !isSame(each));
      const before = document.queries.find(isSame);
      const query = { ...change.query, isKept: change.query.isKept || (before?.isKept ?? false) };
      const queries = [query, ...others].filter(({ isKept }, i) => isKept || i < QUERIES_KEPT);
      return {
        document: withResultOf({ ...document, queries }, query),
        inverse: { kind: 'forget-query', query: change.query.id },
      };
    }
    case 'add-result':
      return addResult(document, change.result, change.at);
    case 'set-result':
      return setResult(document, change.result);
    case 'remove-result':
      return removeResult(document, change.id);
    case 'keep-query': {
      const { query, isKept } = change;
      const queries = document.queries.map((each) => (each.id === query ? { ...each, isKept } : each));
      return { document: { ...document, queries }, inverse: { kind: 'keep-query', query, isKept: !isKept } };
    }
    case 'forget-query': {
      const forgotten = document.queries.find((each) => each.id === change.query);
      if (!forgotten) throw new InvalidInput(`the project has no query ${change.query}`);
      const queries = document.queries.filter((each) => each !== forgotten);
      return { document: { ...document, queries }, inverse: { kind: 'record-query', query: forgotten } };
    }
    case 'record-collection-query':
      return recordCollectionQuery(document, change.query);
    case 'add-collection-query':
      return addCollectionQuery(document, change.query, change.at);
    case 'set-collection-query':
      return setCollectionQuery(document, change.query);
    case 'forget-collection-query':
      return forgetCollectionQuery(document, change.id);
    case 'set-background':
      return {
        document: { ...document, background: change.background },
        inverse: { kind: 'set-background', background: document.background },
      };
    case 'review-hit':
      return reviewHit(document, change.review);
  }
}

/** Running a query or activating a scene or model is not an edit, so undo skips it. */
export function isUndoable(change: Transaction): boolean {
  return !NO_EDITS.includes(change.kind);
}

function reviewHit(document: ProjectDocument, review: HitReview): Applied {
  const before = reviewOf(document.reviews, review) ?? { ...review, judgement: null, note: '' };
  const others = document.reviews.filter((each) => !isReviewOf(each, review));
  const isEmpty = review.judgement === null && review.note === '';
  const reviews = (isEmpty ? others : [review, ...others]).slice(0, REVIEWS_KEPT);
  return { document: { ...document, reviews }, inverse: { kind: 'review-hit', review: before } };
}

function addLayer(document: ProjectDocument, layer: SceneLayer, at: number): Applied {
  if (document.layers.some((each) => each.scene === layer.scene))
    throw new InvalidInput(`scene ${layer.scene} is already a layer of the project`);
  return {
    document: {
      ...document,
      layers: document.layers.toSpliced(at, 0, layer),
      activeScene: document.activeScene ?? layer.scene,
    },
    inverse: { kind: 'remove-layer', scene: layer.scene },
  };
}

function removeLayer(document: ProjectDocument, at: number): Applied {
  const layer = document.layers[at]!;
  const layers = document.layers.toSpliced(at, 1);
  const nextActive = layers[Math.min(at, layers.length - 1)];
  const keepsActive = document.activeScene !== layer.scene;
  return {
    document: {
      ...document,
      layers,
      activeScene: keepsActive ? document.activeScene : nextActive ? nextActive.scene : null,
    },
    inverse: { kind: 'add-layer', layer, at },
  };
}

function moveLayer(document: ProjectDocument, from: number, to: number): Applied {
  const layer = document.layers[from]!;
  const layers = document.layers.toSpliced(from, 1).toSpliced(to, 0, layer);
  return {
    document: { ...document, layers },
    inverse: { kind: 'move-layer', scene: layer.scene, to: from },
  };
}

function setLayer(document: ProjectDocument, layer: SceneLayer): Applied {
  const at = layerIndex(document, layer.scene);
  return {
    document: { ...document, layers: document.layers.with(at, layer) },
    inverse: { kind: 'set-layer', layer: document.layers[at]! },
  };
}

function showLayers(document: ProjectDocument, scenes: readonly SceneId[]): Applied {
  const shown = document.layers.filter(({ visible }) => visible).map(({ scene }) => scene);
  const layers = document.layers.map((layer) => ({ ...layer, visible: scenes.includes(layer.scene) }));
  return { document: { ...document, layers }, inverse: { kind: 'show-layers', scenes: shown } };
}

function layerIndex(document: ProjectDocument, scene: string): number {
  const at = document.layers.findIndex((each) => each.scene === scene);
  if (at < 0) throw new InvalidInput(`scene ${scene} is not a layer of the project`);
  return at;
}
