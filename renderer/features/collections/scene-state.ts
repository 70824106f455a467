/** How far a scene of a collection is. */
import type { CollectionRow, CollectionStates } from '../../../core/documents/collection.ts';

export type SceneState =
  /** Until the states have been read. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'indexed' }
  | { readonly kind: 'waiting' }
  /** It cannot be read, or the last indexing passed it over. */
  | { readonly kind: 'fault'; readonly reason: string };

export function sceneState(states: CollectionStates | undefined): (row: CollectionRow) => SceneState {
  const indexed = new Set(states?.indexed);
  const reasons = new Map(states?.failures.map(({ key, reason }) => [key, reason]));
  return ({ key, fault }) => {
    if (fault !== null) return { kind: 'fault', reason: fault };
    if (states === undefined) return { kind: 'unknown' };
    if (indexed.has(key)) return { kind: 'indexed' };
    const reason = reasons.get(key);
    return reason === undefined ? { kind: 'waiting' } : { kind: 'fault', reason };
  };
}
