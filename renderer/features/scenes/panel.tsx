/** Results and scenes as one tree of layers, and below it a drawer with the style of the chosen one. */
import { ChevronDown, Plus } from 'lucide-react';
import { lazy, type ReactNode, Suspense } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useApplication, useView } from '../../state/application-context.ts';
import { byId } from '../../state/by-id.ts';
import { useProject, useScenes } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { LayerList, type LayerRow } from './layer-list.tsx';
import { pickScenes } from './scene-actions.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

/** Loaded on demand: not needed before the first question. */
const ResultList = lazy(() => import('./result-list.tsx').then((file) => ({ default: file.ResultList })));
const BackgroundRow = lazy(() => import('./background-row.tsx'));
const StylingPanel = lazy(() => import('../styling/panel.tsx'));
/** Drag and drop costs 20 kB and is not needed for a single layer. */
const MovableLayers = lazy(() =>
  import('./movable-layers.tsx').then((file) => ({ default: file.MovableLayers })),
);

export default function LayersPanel(): ReactNode {
  const app = useApplication();
  const { layers, results, collectionQueries, background } = useProject();
  const hasResults = results.length > 0 || collectionQueries.some(({ layer }) => layer !== null);
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
    <>
      <div className={style.layers}>
        {hasResults && (
          <Suspense>
            <ResultList />
          </Suspense>
        )}
        <h2 className={style.group}>{strings.scenes}</h2>
        {rows.length === 1 ? (
          <LayerList rows={rows} />
        ) : (
          <Suspense fallback={<LayerList rows={rows} />}>
            <MovableLayers rows={rows} />
          </Suspense>
        )}
        {background && (
          <Suspense>
            <BackgroundRow />
          </Suspense>
        )}
      </div>
      <StylingDrawer />
    </>
  );
}

function StylingDrawer(): ReactNode {
  const app = useApplication();
  const isOpen = useView((state) => state.showsStyling);
  return (
    <div className={style.drawer} data-open={isOpen || undefined}>
      <AriaButton
        className={style.drawerHead}
        aria-expanded={isOpen}
        onPress={() => app.view.setState({ showsStyling: !isOpen })}
      >
        <ChevronDown size={14} aria-hidden />
        {strings.styling}
      </AriaButton>
      {isOpen && (
        <div className={style.drawerBody}>
          <Suspense>
            <StylingPanel />
          </Suspense>
        </div>
      )}
    </div>
  );
}
