/** Results of questions above the scenes: each with its visibility, opacity and menu. */
import { lazy, type ReactNode, Suspense } from 'react';
import type { ResultLayer } from '../../../core/documents/project.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { byId } from '../../state/by-id.ts';
import { useProject, useScenes } from '../../state/core-queries.ts';
import { changeResult, useResultLayer } from '../../state/result-layer.ts';
import { attempt } from '../../state/toasts.ts';
import { RampSwatch } from '../../ui/ramp-swatch.tsx';
import { chooseResult, resultTitle } from './result-layer-actions.ts';
import { ResultLine } from './result-line.tsx';
import { strings } from './result-strings.ts';
import style from './style.module.css';

const ResultMenu = lazy(() => import('./result-menu.tsx').then((file) => ({ default: file.ResultMenu })));
const QuestionLines = lazy(() =>
  import('../collections/question-lines.tsx').then((file) => ({ default: file.QuestionLines })),
);

export function ResultList(): ReactNode {
  const { results, collectionQueries } = useProject();
  const chosen = useResultLayer();
  return (
    <>
      <h2 className={style.group}>{strings.results}</h2>
      <ul aria-label={strings.results} className={style.results}>
        {collectionQueries.some(({ layer }) => layer !== null) && (
          <Suspense>
            <QuestionLines />
          </Suspense>
        )}
        {results.map((result) => (
          <ResultRow key={result.id} result={result} isShown={chosen !== null && chosen.id === result.id} />
        ))}
      </ul>
    </>
  );
}

type RowProps = {
  readonly result: ResultLayer;
  /** Whether its answer is in the Ask column. */
  readonly isShown: boolean;
};

function ResultRow({ result, isShown }: RowProps): ReactNode {
  const app = useApplication();
  const isChosen = useView((state) => state.chosen === 'result') && isShown;
  const { activeScene } = useProject();
  const scene = byId(useScenes(), result.scene);
  const change = (next: Partial<ResultLayer>): void =>
    attempt(app, strings.results, () => changeResult(app, result.id, () => next));
  const { ramp, reversed, fadeLow, visible, opacity } = result.style;
  return (
    <ResultLine
      title={resultTitle(result)}
      note={scene && result.scene !== activeScene ? scene.name : null}
      isShown={isShown}
      isChosen={isChosen}
      visible={visible}
      opacity={opacity}
      mark={<RampSwatch ramp={ramp} reversed={reversed} fadeLow={fadeLow} widthPx={24} />}
      onName={(name) => change({ name })}
      onVisible={(next) => change({ style: { ...result.style, visible: next } })}
      onOpacity={(next) => change({ style: { ...result.style, opacity: next } })}
      onChoose={() => attempt(app, strings.results, () => chooseResult(app, result))}
      menu={(rename) => <ResultMenu result={result} isShown={isShown} onRename={rename} />}
    />
  );
}
