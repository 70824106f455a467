/** Maps of earlier questions that are visible beside that of the current one, each in its own colours. */
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import type { QueryId } from '../../../core/documents/ids.ts';
import type { ResultLayer } from '../../../core/documents/project.ts';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import { paintOf } from '../../../core/style/paint-of.ts';
import { useApplication } from '../../state/application-context.ts';
import { useActiveScene, useProject } from '../../state/core-queries.ts';
import { useResultLayer } from '../../state/result-layer.ts';
import { useGridCells } from '../../state/use-cells.ts';
import { useLayerResult } from '../../state/use-layer-result.ts';
import { useActiveQuery } from '../../state/use-query.ts';

export function OtherMaps(): ReactNode {
  const { results } = useProject();
  const scene = useActiveScene();
  const latest = useLatestLayer();
  if (!scene) return null;
  return results
    .filter(({ id, style, ...of }) => style.visible && of.scene === scene.id && id !== latest)
    .map((result) => <OtherMap key={result.id} result={result} scene={scene} />);
}

/**
 * The layer that is not one of the others: that of the current question, or of the one before until the answer comes. The map before is about
 * to go; among the others, it would be drawn again for a moment.
 */
function useLatestLayer(): QueryId | null {
  const isAsked = useActiveQuery() !== null;
  const layer = useResultLayer();
  const current = layer ? layer.id : null;
  const [before, setBefore] = useState(current);
  if (current !== null && current !== before) setBefore(current);
  return current ?? (isAsked ? before : null);
}

type Props = { readonly result: ResultLayer; readonly scene: SceneDetail };

function OtherMap({ result: layer, scene }: Props): ReactNode {
  const { map } = useApplication();
  const result = useLayerResult(layer);
  const cells = useGridCells(result ? result.map : null);
  const paint = useMemo(() => (result ? paintOf(layer.style, result) : null), [layer.style, result]);
  useEffect(
    () =>
      map.showOther(layer.id, cells && paint ? { cells: { scene, ...cells }, paint, isOwnGrid: true } : null),
    [map, layer.id, scene, cells, paint],
  );
  useEffect(() => () => map.showOther(layer.id, null), [map, layer.id]);
  return null;
}
