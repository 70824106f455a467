/** Hooks for collections, and their query keys. */
import { keepPreviousData, skipToken, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type {
  CollectionAnswer,
  CollectionPlan,
  CollectionRow,
  CollectionSizes,
  CollectionStates,
  CollectionSummary,
  TriedDate,
} from '../../../core/documents/collection.ts';
import type { CollectionId, ModelId } from '../../../core/documents/ids.ts';
import { useApplication } from '../../state/application-context.ts';
import type { CollectionQuestion } from '../../state/view-state.ts';

export const collectionKeys = {
  all: ['collections'],
  scenes: (id: CollectionId | null) => ['collections', id],
  states: (id: CollectionId, model: ModelId) => ['collectionStates', id, model],
  plan: (id: CollectionId, model: ModelId, sizes: CollectionSizes) => ['collectionPlan', id, model, sizes],
  triedDates: (id: CollectionId, pattern: string) => ['collections', id, pattern],
  answer: (question: CollectionQuestion | null) => ['collectionAnswer', question],
} as const;

const LEAST_WAIT_MS = 3000;
/** Of the time that reading takes. */
const WAIT_FACTOR = 20;

/** A list short enough to read through. */
const HITS_WANTED = 100;

/** By name. */
export function useCollections(): UseQueryResult<readonly CollectionSummary[]> {
  const { core } = useApplication();
  return useQuery({ queryKey: collectionKeys.all, queryFn: () => core.call('collections.list', null) });
}

/** By path. Disabled without a collection. */
export function useCollectionScenes(
  collection: CollectionId | null,
): UseQueryResult<readonly CollectionRow[]> {
  const { core } = useApplication();
  return useQuery({
    queryKey: collectionKeys.scenes(collection),
    queryFn:
      collection === null
        ? skipToken
        : ({ signal }) => core.call('collections.scenes', { collection }, { signal }),
    // Comparing ten thousand scenes with those before would cost more than drawing the few in sight.
    structuralSharing: false,
  });
}

export function useCollectionStates(
  collection: CollectionId,
  model: ModelId,
): UseQueryResult<CollectionStates> {
  const { core } = useApplication();
  return useQuery({
    queryKey: collectionKeys.states(collection, model),
    queryFn: ({ signal }) => core.call('collections.states', { collection, model }, { signal }),
  });
}

/** Reads the states again when scenes have been indexed, that is, when `place` of the job changes; of a large collection less often. */
export function useFreshStates(collection: CollectionId, model: ModelId, place: string | null): void {
  const { cache } = useApplication();
  const nextMs = useRef(0);
  useEffect(() => {
    if (place === null || Date.now() < nextMs.current) return;
    const begunMs = Date.now();
    nextMs.current = Number.POSITIVE_INFINITY;
    cache
      .invalidateQueries({ queryKey: collectionKeys.states(collection, model) })
      .finally(() => {
        const endMs = Date.now();
        nextMs.current = endMs + Math.max(LEAST_WAIT_MS, WAIT_FACTOR * (endMs - begunMs));
      })
      .catch(reportError);
  }, [cache, collection, model, place]);
}

export function useCollectionPlan(
  collection: CollectionId,
  model: ModelId,
  sizes: CollectionSizes,
): UseQueryResult<CollectionPlan> {
  const { core } = useApplication();
  return useQuery({
    queryKey: collectionKeys.plan(collection, model, sizes),
    queryFn: ({ signal }) => core.call('collections.plan', { collection, model, ...sizes }, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** Disabled for an empty pattern; the error says what is wrong with another one. */
export function useTriedDates(
  collection: CollectionId,
  pattern: string,
): UseQueryResult<readonly TriedDate[]> {
  const { core } = useApplication();
  return useQuery({
    queryKey: collectionKeys.triedDates(collection, pattern),
    queryFn:
      pattern === ''
        ? skipToken
        : ({ signal }) => core.call('collections.tryDates', { collection, pattern }, { signal }),
    structuralSharing: false,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
}

/** Asked again when scenes of the collection have come, gone or been indexed. Disabled without a question. */
export function useCollectionAnswer(question: CollectionQuestion | null): UseQueryResult<CollectionAnswer> {
  const { core, view } = useApplication();
  return useQuery({
    queryKey: collectionKeys.answer(question),
    queryFn:
      question === null
        ? skipToken
        : ({ signal }) => {
            // That of another layer was recorded when it was asked.
            const isRecorded = view.getState().collectionQuestion === question;
            return core.call('collections.query', { ...question, hits: HITS_WANTED, isRecorded }, { signal });
          },
  });
}
