/** A query's result: the verdict with its reason, and the ranked hits. */
import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { QueryResult } from '../../../core/documents/search.ts';
import { VERDICT_TITLES } from '../../../core/documents/verdict.ts';
import { useView } from '../../state/application-context.ts';
import { useSimilarityStyle } from '../../state/use-similarity-paint.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount, formatPercent } from '../../ui/format.ts';
import { Notice, type NoticeTone } from '../../ui/notice.tsx';
import { termsInWords } from '../../ui/terms-in-words.ts';
import { HitActions } from './hit-actions.tsx';
import { HitList } from './hit-list.tsx';
import { Refine } from './refine.tsx';
import { hitOf, shownHits } from './shown-hits.ts';
import { strings } from './strings.ts';
import style from './style.module.css';
import { VerdictScale } from './verdict-scale.tsx';

const PhraseBars = lazy(() => import('./phrase-bars.tsx'));

const TONES: Readonly<Record<QueryResult['verdict']['kind'], NoticeTone>> = {
  present: 'good',
  unsure: 'warn',
  absent: 'bad',
  'not-judged': 'neutral',
  'not-calibrated': 'neutral',
};

type ResultProps = {
  readonly result: QueryResult;
  readonly isFetching: boolean;
  readonly runAgain: () => void;
};

export function ResultView({ result, isFetching, runAgain }: ResultProps): ReactNode {
  const { threshold } = useSimilarityStyle();
  const hits = shownHits(result, threshold);
  const hidden = result.hits.length - hits.length;
  const [explains, setExplains] = useState(false);
  const selected = useView((state) => state.activeHit);
  const isSentence = result.terms.length === 1 && result.terms[0].kind === 'text';
  const explained = isSentence ? (hitOf(result, selected) ?? hits[0] ?? null) : null;
  const { verdict, windows, windowsPlanned, milliseconds } = result;
  return (
    <div className={style.result}>
      <div className={style.head}>
        <p className={style.query} title={termsInWords(result.terms)}>
          {termsInWords(result.terms)}
        </p>
        <div role="status" data-verdict={verdict.kind}>
          <Notice tone={TONES[verdict.kind]} title={VERDICT_TITLES[verdict.kind]}>
            {verdict.reason}
            <VerdictScale verdict={verdict} />
          </Notice>
        </div>
        {windows < windowsPlanned && (
          <Notice
            tone="warn"
            title={strings.partial(formatPercent(windows / windowsPlanned))}
            actions={
              <Button isDisabled={isFetching} onPress={runAgain}>
                {strings.refresh}
              </Button>
            }
          >
            {strings.partialText}
          </Notice>
        )}
        <div className={style.bar}>
          <span
            title={strings.timing(
              result.grid.sizesPx.join(', '),
              milliseconds.text.toFixed(0),
              milliseconds.search.toFixed(0),
            )}
          >
            {strings.hits(formatCount(hits.length), formatCount(windows))}
          </span>
          <HitActions />
        </div>
        <Refine result={result} />
      </div>
      {explained && (
        <details className={style.why} onToggle={(event) => setExplains(event.currentTarget.open)}>
          <summary>{strings.why}</summary>
          {explains && (
            <Suspense>
              <PhraseBars key={result.id} result={result} hit={explained} />
            </Suspense>
          )}
        </details>
      )}
      <HitList key={result.id} result={result} hits={hits} />
      {hidden > 0 && <p className={style.hidden}>{strings.belowThreshold(formatCount(hidden))}</p>}
    </div>
  );
}
