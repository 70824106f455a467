/** Style of the active scene and of the similarity map. */
import { lazy, type ReactNode, Suspense } from 'react';
import { useActiveScene, useProject, useQueryResult } from '../../state/core-queries.ts';
import { layerOf } from '../../state/layer-of.ts';
import { useAnswerableQuery } from '../../state/use-query.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { SceneStyle } from './scene-style.tsx';
import style from './style.module.css';
import { titles } from './titles.ts';

/** Loaded on demand: not needed before the first query. */
const SimilarityStyling = lazy(() =>
  import('./similarity-styling.tsx').then((file) => ({ default: file.SimilarityStyling })),
);

export default function StylingPanel(): ReactNode {
  const scene = useActiveScene();
  const { layers, activeScene } = useProject();
  const layer = layerOf(layers, activeScene);
  const result = useQueryResult(useAnswerableQuery()).data;
  if (!scene || !layer) return <EmptyState title={titles.none}>{titles.noneHint}</EmptyState>;
  return (
    <div className={style.panel}>
      <section aria-label={titles.similarity}>
        <h2>{titles.similarity}</h2>
        {result ? (
          <Suspense>
            <SimilarityStyling result={result} />
          </Suspense>
        ) : (
          <p className={style.muted}>{titles.noResult}</p>
        )}
      </section>
      <section aria-label={titles.scene}>
        <h2>{scene.name}</h2>
        <SceneStyle key={scene.id} scene={scene} layer={layer} />
      </section>
    </div>
  );
}
