/** What the fields of the similarity map's style do. */
import { useMemo } from 'react';
import type { SimilarityStyle } from '../../../core/documents/project.ts';
import { useApplication } from '../../state/application-context.ts';
import { changeSimilarity, similarityNow } from '../../state/result-layer.ts';
import { attempt } from '../../state/toasts.ts';
import { strings } from './map-strings.ts';

export type StyleChanges = {
  /** Called while a slider moves. */
  readonly preview: (next: Partial<SimilarityStyle>) => void;
  readonly commit: (next: Partial<SimilarityStyle>) => void;
};

export function useStyleChanges(): StyleChanges {
  const app = useApplication();
  return useMemo(
    () => ({
      preview: (next) =>
        app.view.setState(({ similarityDraft }) => ({
          similarityDraft: { ...(similarityDraft ?? similarityNow(app)), ...next },
        })),
      commit: (next) =>
        attempt(app, strings.styling, async () => {
          const { similarityDraft } = app.view.getState();
          try {
            await changeSimilarity(app, next);
          } finally {
            // The slider may have been moved further.
            if (app.view.getState().similarityDraft === similarityDraft)
              app.view.setState({ similarityDraft: null });
          }
        }),
    }),
    [app],
  );
}
