/** The answer to the question in the Change panel. */
import { skipToken, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { CollectionChange, Pictured, SceneChange } from '../../../core/documents/change.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { PLACES_WANTED, useSceneChange } from '../../state/use-scene-change.ts';
import type { ChangeQuestion } from '../../state/view-state.ts';

export type Change = Pictured<SceneChange> | Pictured<CollectionChange>;
export type Answer = {
  readonly change: Change | undefined;
  readonly error: Error | null;
  readonly isFetching: boolean;
};

export function useChange(question: ChangeQuestion | null): Answer {
  const ofScenes = useSceneChange(question?.kind === 'scenes' ? pairIn(question) : null);
  const ofCollection = useCollectionChange(question?.kind === 'collection' ? question : null);
  if (question?.kind === 'collection') {
    const { data, error, isFetching } = ofCollection;
    return { change: data, error, isFetching };
  }
  const { data, error, isFetching } = ofScenes;
  return { change: data?.change, error, isFetching };
}

/** The question without its kind, as the map knows it, so that both share one answer. */
export function pairIn({
  before,
  after,
  model,
  terms,
  area,
}: Extract<ChangeQuestion, { readonly kind: 'scenes' }>) {
  return { before, after, model, terms, area };
}

function useCollectionChange(
  question: Extract<ChangeQuestion, { readonly kind: 'collection' }> | null,
): UseQueryResult<Pictured<CollectionChange>> {
  const { core, view } = useApplication();
  const measure = useView((state) => state.differenceMeasure);
  return useQuery({
    queryKey: ['collectionChange', question, measure],
    queryFn: question
      ? ({ signal }) => {
          const { kind: _kind, ...asked } = question;
          return core.call(
            'change.collection',
            { ...asked, measure, places: PLACES_WANTED },
            { signal, onProgress: ({ done, total }) => view.setState({ changeProgress: { done, total } }) },
          );
        }
      : skipToken,
    gcTime: 15_000,
  });
}
