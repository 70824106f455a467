/** Maps of other questions that are visible beside that of the current one, each in its own colours. */
import { type ReactNode, useEffect, useMemo } from 'react';
import type { ResultLayer } from '../../../core/documents/project.ts';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import { paintOf } from '../../../core/style/paint-of.ts';
import { useApplication } from '../../state/application-context.ts';
import { useGridCells } from '../../state/use-cells.ts';
import { useLayerResult } from '../../state/use-layer-result.ts';

type MapsProps = { readonly results: readonly ResultLayer[]; readonly scene: SceneDetail };

export function OtherMaps({ results, scene }: MapsProps): ReactNode {
  return results.map((result) => <OtherMap key={result.id} result={result} scene={scene} />);
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
