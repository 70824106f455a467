/** Layers from top to bottom, with order, visibility, indexing state and actions. */
import { Plus } from 'lucide-react';
import { lazy, type ReactNode, Suspense } from 'react';
import { useApplication } from '../../state/application-context.ts';
import { byId } from '../../state/by-id.ts';
import { useProject, useScenes } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { LayerList, type LayerRow } from './layer-list.tsx';
import { pickScenes } from './scene-actions.ts';
import { SimilarityRow } from './similarity-row.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

/** Drag and drop costs 20 kB and is not needed for a single layer. */
const MovableLayers = lazy(() =>
  import('./movable-layers.tsx').then((file) => ({ default: file.MovableLayers })),
);

export default function LayersPanel(): ReactNode {
  const app = useApplication();
  const { layers } = useProject();
  const scenes = useScenes();
  const rows = layers.map((layer): LayerRow => ({ layer, scene: byId(scenes, layer.scene) }));
  if (rows.length === 0)
    return (
      <EmptyState title={strings.noLayers}>
        <p>{strings.noLayersHint}</p>
        <Button icon={Plus} onPress={() => attempt(app, strings.addScene, () => pickScenes(app))}>
          {strings.addScene}
        </Button>
      </EmptyState>
    );
  return (
    <div className={style.layers}>
      <SimilarityRow />
      {rows.length === 1 ? (
        <LayerList rows={rows} />
      ) : (
        <Suspense fallback={<LayerList rows={rows} />}>
          <MovableLayers rows={rows} />
        </Suspense>
      )}
    </div>
  );
}
