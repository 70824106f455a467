/** One transaction of each kind. */
import type {
  ResultLayer,
  SavedCollectionQuery,
  SavedQuery,
  SimilarityStyle,
  Transaction,
} from '../../../core/documents/project.ts';
import { ALL_TERMS, AREA, id, scene, TERMS, VIEW, WINDOW } from './call-parts.ts';

const layer = { scene, visible: true, opacity: 1, gamma: 1, style: VIEW };
const style: SimilarityStyle = {
  ...{ visible: true, ramp: 'viridis', reversed: false, fadeLow: true, range: null },
  ...{ stretchToScene: false, opacity: 0.5, threshold: null },
};
const AT = '2026-01-01T00:00:00.000Z';
const query: SavedQuery = {
  ...{ id: id('q'), scene, model: id('starter'), terms: ALL_TERMS, area: AREA },
  ...{ ranAt: AT, isKept: false },
};
const asked: SavedCollectionQuery = {
  ...{ id: id('q'), collection: id('c'), collectionName: 'county', model: id('starter'), terms: TERMS },
  ...{ filter: { area: null, from: '2023-01-01', to: null, name: 'a' }, perScene: 3, merges: true },
  ...{ ranAt: AT, isKept: false, name: null, layer: { visible: true, opacity: 0.5 } },
};
const result: ResultLayer = {
  ...{ id: id('q'), scene, model: id('starter'), terms: TERMS, area: null },
  ...{ name: 'bridges', style },
};

const ONE_OF_EACH: { readonly [K in Transaction['kind']]: Extract<Transaction, { kind: K }> } = {
  'add-layer': { kind: 'add-layer', layer, at: 0 },
  'set-layer': { kind: 'set-layer', layer },
  'move-layer': { kind: 'move-layer', scene, to: 0 },
  'show-layers': { kind: 'show-layers', scenes: [scene] },
  'activate-scene': { kind: 'activate-scene', scene },
  'activate-model': { kind: 'activate-model', model: id('starter') },
  'set-similarity': { kind: 'set-similarity', style },
  'record-query': { kind: 'record-query', query },
  'keep-query': { kind: 'keep-query', query: id('q'), isKept: true },
  'forget-query': { kind: 'forget-query', query: id('q') },
  'add-result': { kind: 'add-result', result, at: 0 },
  'set-result': { kind: 'set-result', result },
  'remove-result': { kind: 'remove-result', id: id('q') },
  'record-collection-query': { kind: 'record-collection-query', query: asked },
  'set-collection-query': { kind: 'set-collection-query', query: asked },
  'forget-collection-query': { kind: 'forget-collection-query', id: id('q') },
  'add-collection-query': { kind: 'add-collection-query', query: asked, at: 0 },
  'review-hit': {
    kind: 'review-hit',
    review: { scene, terms: TERMS, window: WINDOW, judgement: 'accepted', note: '', at: AT },
  },
  'set-background': {
    kind: 'set-background',
    background: {
      ...{ kind: 'xyz', name: 'b', address: 'https://x.example/{z}/{x}/{y}.png', layers: '' },
      ...{ attribution: 'a', visible: true, opacity: 1 },
    },
  },
  'remove-layer': { kind: 'remove-layer', scene },
};

export const TRANSACTIONS: readonly Transaction[] = Object.values(ONE_OF_EACH);
