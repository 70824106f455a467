/** Results of questions above the scenes: each with its visibility, colours, opacity and menu. */
import { EllipsisVertical } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { Button as AriaButton, MenuTrigger } from 'react-aria-components';
import type { ResultLayer } from '../../../core/documents/project.ts';
import { applyTransaction } from '../../state/application.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { byId } from '../../state/by-id.ts';
import { useProject, useScenes } from '../../state/core-queries.ts';
import { useResultLayer } from '../../state/result-layer.ts';
import { attempt } from '../../state/toasts.ts';
import { CheckField } from '../../ui/fields.tsx';
import { OpacitySlider } from '../../ui/opacity-slider.tsx';
import { RampSwatch } from '../../ui/ramp-swatch.tsx';
import ui from '../../ui/ui.module.css';
import { chooseResult, resultTitle } from './result-layer-actions.ts';
import { strings } from './result-strings.ts';
import style from './style.module.css';

const ResultMenu = lazy(() => import('./result-menu.tsx').then((file) => ({ default: file.ResultMenu })));

export function ResultList(): ReactNode {
  const { results } = useProject();
  const chosen = useResultLayer();
  return (
    <>
      <h2 className={style.group}>{strings.results}</h2>
      <ul aria-label={strings.results} className={style.results}>
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
  const [isRenamed, setRenamed] = useState(false);
  const title = resultTitle(result);
  const change = (next: Partial<ResultLayer>): void =>
    attempt(app, strings.results, () =>
      applyTransaction(app, { kind: 'set-result', result: { ...result, ...next } }),
    );
  const { ramp, reversed, fadeLow, visible } = result.style;
  return (
    <li className={style.result} data-chosen={isChosen || undefined}>
      <CheckField
        label={strings.visibility(title)}
        isSelected={visible}
        onChange={(next) => change({ style: { ...result.style, visible: next } })}
      >
        {null}
      </CheckField>
      <RampSwatch ramp={ramp} reversed={reversed} fadeLow={fadeLow} widthPx={24} />
      {isRenamed ? (
        <input
          // biome-ignore lint/a11y/noAutofocus: the user has just asked to rename
          autoFocus
          className={style.rename}
          aria-label={strings.nameOf}
          defaultValue={title}
          maxLength={200}
          onBlur={({ currentTarget }) => {
            setRenamed(false);
            change({ name: currentTarget.value.trim() || null });
          }}
          onKeyDown={({ key, currentTarget }) => {
            if (key === 'Escape') currentTarget.value = title;
            if (key === 'Enter' || key === 'Escape') currentTarget.blur();
          }}
        />
      ) : (
        <button
          type="button"
          className={style.resultName}
          title={title}
          aria-pressed={isShown}
          onClick={() => attempt(app, strings.results, () => chooseResult(app, result))}
        >
          {title}
          {scene && result.scene !== activeScene && <small> · {scene.name}</small>}
        </button>
      )}
      <OpacitySlider
        label={strings.opacityOf(title)}
        value={result.style.opacity}
        onCommit={(opacity) => change({ style: { ...result.style, opacity } })}
      />
      <MenuTrigger>
        <AriaButton className={`${ui.button} ${ui.icon}`} aria-label={strings.actionsOf(title)}>
          <EllipsisVertical size={16} aria-hidden />
        </AriaButton>
        <Suspense>
          <ResultMenu result={result} isShown={isShown} onRename={() => setRenamed(true)} />
        </Suspense>
      </MenuTrigger>
    </li>
  );
}
