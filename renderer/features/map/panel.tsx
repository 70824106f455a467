/** The map with its overlays: zoom buttons, legend, scale bar, pixel values. */
import { Maximize, Minus, Plus } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useEffect, useRef } from 'react';
import { useApplication, useView } from '../../state/application-context.ts';
import { useActiveScene, useProject } from '../../state/core-queries.ts';
import { useLatestLayer } from '../../state/result-layer.ts';
import { attempt } from '../../state/toasts.ts';
import { useMapIsBusy } from '../../state/use-map-is-busy.ts';
import { isCompared } from '../../state/view-state.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { pickScenes } from '../scenes/scene-actions.ts';
import { ScaleBar } from './scale-bar.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';
import { MapContents } from './use-map-contents.ts';

/** Loaded on demand: not needed before a second question or a comparison. */
const ComparedMaps = lazy(() =>
  import('../compare/compared-maps.tsx').then((file) => ({ default: file.ComparedMaps })),
);
const ComparisonLegend = lazy(() =>
  import('../compare/comparison-legend.tsx').then((file) => ({ default: file.ComparisonLegend })),
);
const OtherMaps = lazy(() => import('./other-maps.tsx').then((file) => ({ default: file.OtherMaps })));

const IdentifiedPixel = lazy(() =>
  import('./identified-pixel.tsx').then((file) => ({ default: file.IdentifiedPixel })),
);
const Legend = lazy(() => import('./legend.tsx').then((file) => ({ default: file.Legend })));
const CollectionOnMap = lazy(() =>
  import('../collections/collection-on-map.tsx').then((file) => ({ default: file.CollectionOnMap })),
);
const ChangeOnMap = lazy(() =>
  import('../change/change-on-map.tsx').then((file) => ({ default: file.ChangeOnMap })),
);
/** Most projects have none. */
const Background = lazy(() => import('../web/background.tsx'));

export function MapPanel(): ReactNode {
  const app = useApplication();
  const target = useRef<HTMLDivElement>(null);
  const scene = useActiveScene();
  const tool = useView((state) => state.tool);
  const { layers, results, collectionQueries, background } = useProject();
  const isEmpty = layers.length === 0;
  const hasBackground = background !== null;
  const isOpening = useView((state) => state.isStarting || state.opening.length > 0);
  const isDrawing = useView((state) => state.isDrawing);
  const isBusy = useMapIsBusy();
  const showsComparison = useView(isCompared);
  const latest = useLatestLayer();
  const others = results.filter(
    ({ id, style: { visible }, ...of }) => visible && of.scene === scene?.id && id !== latest,
  );
  const isHalf = useView((state) => isCompared(state) && state.comparedView === 'beside');
  const hasIdentified = useView((state) => state.identified !== null);
  const hasQuery = useView((state) => state.query !== null);
  const hasChange = useView((state) => state.changeQuestion !== null || state.changeArea !== null);
  const hasQuestions = collectionQueries.some(({ layer }) => layer?.visible);
  const hasCollection = useView((state) =>
    Boolean(hasQuestions || (state.collection ?? state.askedCollection ?? state.collectionQuestion)),
  );
  useEffect(() => {
    const element = target.current;
    if (!element) return undefined;
    app.map.setTarget(element);
    const observer = new ResizeObserver(() => app.map.view.updateSize());
    observer.observe(element);
    return () => {
      observer.disconnect();
      app.map.setTarget(null);
    };
  }, [app]);
  return (
    <section className={style.panel} aria-label={strings.map}>
      <MapContents />
      {/* During a comparison, they would lie over both sides. */}
      {scene && !showsComparison && others.length > 0 && (
        <Suspense>
          <OtherMaps results={others} scene={scene} />
        </Suspense>
      )}
      {hasCollection && (
        <Suspense>
          <CollectionOnMap />
        </Suspense>
      )}
      {hasChange && (
        <Suspense>
          <ChangeOnMap />
        </Suspense>
      )}
      {hasBackground && (
        <Suspense>
          <Background />
        </Suspense>
      )}
      <div
        ref={target}
        className={style.target}
        data-half={isHalf || undefined}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the map takes arrow keys
        tabIndex={0}
        role="application"
        aria-label={strings.mapHint}
        aria-busy={isBusy}
      />
      {isEmpty && !isOpening && (
        <div className={style.welcome}>
          <h2>{strings.welcome}</h2>
          <p>{strings.welcomeText}</p>
          <Button tone="primary" onPress={() => attempt(app, strings.welcomeOpen, () => pickScenes(app))}>
            {strings.welcomeOpen}
          </Button>
        </div>
      )}
      {showsComparison && (
        <Suspense>
          <ComparedMaps />
        </Suspense>
      )}
      {scene && (
        <div className={style.zoom}>
          <IconButton label={strings.zoomIn} icon={Plus} onPress={() => app.map.view.zoomBy(2)} />
          <IconButton label={strings.zoomOut} icon={Minus} onPress={() => app.map.view.zoomBy(0.5)} />
          <IconButton label={strings.zoomFull} icon={Maximize} onPress={() => app.map.view.zoomFull()} />
        </div>
      )}
      <div className={style.top}>
        {scene?.missing && (
          <Notice tone="bad" title={strings.missing(scene.name)}>
            {strings.missingText}
          </Notice>
        )}
        {isDrawing && (
          <p className={`${style.hint} ${style.late}`} role="status">
            {strings.drawing}
          </p>
        )}
        {tool === 'window' && <p className={style.hint}>{strings.drawHint}</p>}
        {(tool === 'area' || tool === 'region') && <p className={style.hint}>{strings.areaHint}</p>}
        {tool === 'collect' && <p className={style.hint}>{strings.collectHint}</p>}
        {hasIdentified && (
          <Suspense>
            <IdentifiedPixel />
          </Suspense>
        )}
      </div>
      <div className={style.bottom}>
        {scene && <ScaleBar metresPerPixel={scene.metresPerPixel} />}
        {showsComparison ? (
          <Suspense>
            <ComparisonLegend />
          </Suspense>
        ) : (
          hasQuery && (
            <Suspense>
              <Legend />
            </Suspense>
          )
        )}
      </div>
    </section>
  );
}
