/** The layer of the current question, and its style. */
import { useState } from 'react';
import type { QueryId } from '../../core/documents/ids.ts';
import type { ResultLayer, SimilarityStyle } from '../../core/documents/project.ts';
import { resultLayerOf } from '../../core/documents/result-layers.ts';
import { type Application, applyTransaction, projectNow } from './application.ts';
import { useView } from './application-context.ts';
import { byId } from './by-id.ts';
import { useProject } from './core-queries.ts';
import { useActiveQuery } from './use-query.ts';

/** Null before the first question, and until the project has its layer. */
export function useResultLayer(): ResultLayer | null {
  const { results, activeScene } = useProject();
  const query = useView((state) => state.query);
  const chosen = useView((state) => state.resultLayer);
  return query && query.scene === activeScene ? resultLayerOf(results, query, chosen) : null;
}

/**
 * The layer of the current question or, until its answer comes, that of the question before. The map before is about to go; among the maps of
 * other questions, it would be drawn again for a moment.
 */
export function useLatestLayer(): QueryId | null {
  const isAsked = useActiveQuery() !== null;
  const layer = useResultLayer();
  const current = layer ? layer.id : null;
  const [before, setBefore] = useState(current);
  if (current !== null && current !== before) setBefore(current);
  return current ?? (isAsked ? before : null);
}

export function resultLayerNow(app: Application): ResultLayer | null {
  const { results, activeScene } = projectNow(app);
  const { query, resultLayer } = app.view.getState();
  return query && query.scene === activeScene ? resultLayerOf(results, query, resultLayer) : null;
}

/** The style in the project, without the draft of a slider that moves. */
export function similarityNow(app: Application): SimilarityStyle {
  const layer = resultLayerNow(app);
  return layer ? layer.style : projectNow(app).similarity;
}

/** Does nothing if the layer was removed meanwhile. */
export async function changeResult(
  app: Application,
  id: QueryId,
  next: (result: ResultLayer) => Partial<ResultLayer>,
): Promise<void> {
  await applyTransaction(app, ({ results }) => {
    const result = byId(results, id);
    return result && { kind: 'set-result', result: { ...result, ...next(result) } };
  });
}

/** Of the current question; without one, that which the next begins with. */
export async function changeSimilarity(app: Application, next: Partial<SimilarityStyle>): Promise<void> {
  const layer = resultLayerNow(app);
  if (layer) await changeResult(app, layer.id, ({ style }) => ({ style: { ...style, ...next } }));
  else
    await applyTransaction(app, ({ similarity }) => ({
      kind: 'set-similarity',
      style: { ...similarity, ...next },
    }));
}
