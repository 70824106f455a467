/** First look at a scene without an index: the button, and the best windows so far. */
import type { ReactNode } from 'react';
import type { FirstLook, Query } from '../../../core/documents/search.ts';
import { useApplication } from '../../state/application-context.ts';
import { useFirstLook } from '../../state/use-first-look.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount, formatPercent, formatScore } from '../../ui/format.ts';
import { strings } from './first-look-strings.ts';
import style from './style.module.css';

/** Nothing for questions with example windows, which need an index. */
export function FirstLookView({ query }: { readonly query: Query }): ReactNode {
  const app = useApplication();
  const { data, error, isFetching } = useFirstLook();
  if (query.terms.some(({ kind }) => kind !== 'text')) return null;
  if (error) return <p className={style.note}>{error.message}</p>;
  if (data) return <Found look={data} />;
  if (isFetching) return <p role="status">{strings.looking}</p>;
  return (
    <>
      <Button onPress={() => app.view.setState({ lookedFor: query })}>{strings.look}</Button>
      <p className={style.note}>{strings.lookHint}</p>
    </>
  );
}

function Found({ look }: { readonly look: FirstLook }): ReactNode {
  const app = useApplication();
  const { windows, windowsPlanned, refined, best } = look;
  return (
    <>
      <p role="status">
        {strings.looked(formatCount(windows), formatCount(windowsPlanned), formatPercent(refined))}
      </p>
      <ol className={style.looked} aria-label={strings.best}>
        {best.map(({ window: win, score }, i) => (
          <li key={`${win.col} ${win.row} ${win.widthPx}`}>
            <Button tone="link" onPress={() => app.map.view.zoomToWindow(win)}>
              {strings.zoomTo(i + 1, formatScore(score))}
            </Button>
          </li>
        ))}
      </ol>
    </>
  );
}
