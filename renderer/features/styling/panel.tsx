/** Style of the chosen layer: the map of the answer, or the active scene. */
import { lazy, type ReactNode, Suspense } from 'react';
import { useView } from '../../state/application-context.ts';
import { useActiveScene, useProject, useQueryResult } from '../../state/core-queries.ts';
import { layerOf } from '../../state/layer-of.ts';
import { useAnswerableQuery } from '../../state/use-query.ts';
import { termsInWords } from '../../ui/terms-in-words.ts';
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
  const query = useAnswerableQuery();
  const { data: result, isLoading } = useQueryResult(query);
  const chosen = useView((state) => state.chosen);
  if (result && chosen === 'result') {
    const words = termsInWords(result.terms);
    return (
      <section className={style.panel} aria-label={titles.similarity}>
        <h2 title={words}>{words}</h2>
        <Suspense>
          <SimilarityStyling result={result} />
        </Suspense>
      </section>
    );
  }
  // Switching to the scene's style until the answer arrives would sample the scene's values again.
  if (query && isLoading && chosen === 'result')
    return (
      <section className={style.panel} aria-label={titles.similarity}>
        <h2>{termsInWords(query.terms)}</h2>
      </section>
    );
  if (!scene || !layer) return null;
  return (
    <section className={style.panel} aria-label={titles.scene}>
      <h2 title={scene.name}>{scene.name}</h2>
      <SceneStyle key={scene.id} scene={scene} layer={layer} />
    </section>
  );
}
