/** Style of the active scene and of the similarity map. */
import type { ReactNode } from 'react';
import { useActiveScene, useProject, useQueryResult } from '../../state/core-queries.ts';
import { layerOf } from '../../state/layer-of.ts';
import { useAnswerableQuery } from '../../state/use-query.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { SceneStyle } from './scene-style.tsx';
import { SimilarityStyling } from './similarity-styling.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

export default function StylingPanel(): ReactNode {
  const scene = useActiveScene();
  const { layers, activeScene } = useProject();
  const layer = layerOf(layers, activeScene);
  const result = useQueryResult(useAnswerableQuery()).data;
  if (!scene || !layer) return <EmptyState title={strings.none}>{strings.noneHint}</EmptyState>;
  return (
    <div className={style.panel}>
      <section aria-label={strings.similarity}>
        <h2>{strings.similarity}</h2>
        {result ? <SimilarityStyling result={result} /> : <p className={style.muted}>{strings.noResult}</p>}
      </section>
      <section aria-label={strings.scene}>
        <h2>{scene.name}</h2>
        <SceneStyle key={scene.id} scene={scene} layer={layer} />
      </section>
    </div>
  );
}
