/** A query's result: the verdict, the ranked hits, and the selected one. */
import { Download, LayoutGrid, List } from 'lucide-react';
import type { ReactNode } from 'react';
import type { QueryResult } from '../../../core/documents/search.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { formatCount, formatNumber, formatPercent } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { termsInWords } from '../../ui/terms-in-words.ts';
import { ActiveHit } from './active-hit.tsx';
import { isBelowAbsent } from './hit-content.ts';
import { HitList } from './hit-list.tsx';
import { Refine } from './refine.tsx';
import { hitOf } from './shown-hits.ts';
import { strings } from './strings.ts';
import style from './style.module.css';
import { useShownHits } from './use-shown-hits.ts';
import { VerdictLine } from './verdict-line.tsx';

type ResultProps = {
  readonly result: QueryResult;
  readonly isFetching: boolean;
  readonly runAgain: () => void;
};

export function ResultView({ result, isFetching, runAgain }: ResultProps): ReactNode {
  const app = useApplication();
  const hits = useShownHits(result);
  const strong = hits.filter((hit) => !isBelowAbsent(hit, result)).length;
  const hidden = result.hits.length - hits.length;
  const selected = useView((state) => state.activeHit);
  const { verdict, windows, windowsPlanned, milliseconds } = result;
  const counts = [
    strings.hits(formatCount(hits.length)),
    ...(strong < hits.length ? [strings.aboveAbsent(formatCount(strong))] : []),
    ...(result.area ? [strings.inArea] : []),
  ].join(' · ');
  return (
    <div className={style.result}>
      <div className={style.head}>
        <p className={style.query} title={termsInWords(result.terms)}>
          {termsInWords(result.terms)}
        </p>
        <VerdictLine verdict={verdict} />
        {windows < windowsPlanned && (
          <Notice
            tone="warn"
            title={strings.partial(formatPercent(windows / windowsPlanned))}
            actions={
              <Button isDisabled={isFetching} onPress={runAgain}>
                {strings.refresh}
              </Button>
            }
          />
        )}
        <div className={style.toolLine}>
          <span
            title={`${strings.hitsIn(formatCount(hits.length), formatCount(windows))}\n${strings.timing(
              result.grid.sizesPx.join(', '),
              formatNumber(milliseconds.text, 0),
              formatNumber(milliseconds.search, 0),
            )}`}
          >
            {counts}
          </span>
          <div className={style.actions}>
            <LayoutSwitch />
            <Button icon={Download} onPress={() => app.view.setState({ dialog: { kind: 'export' } })}>
              {strings.exportMenu}
            </Button>
          </div>
        </div>
        <Refine result={result} />
      </div>
      <HitList key={result.id} result={result} hits={hits} />
      {hidden > 0 && <p className={style.hidden}>{strings.belowThreshold(formatCount(hidden))}</p>}
      <ActiveHit result={result} hit={hitOf(result, selected)} />
    </div>
  );
}

function LayoutSwitch(): ReactNode {
  const app = useApplication();
  const isGrid = useView((state) => state.hitsView === 'grid');
  return (
    <IconButton
      label={isGrid ? strings.asList : strings.asGrid}
      icon={isGrid ? List : LayoutGrid}
      onPress={() => app.view.setState({ hitsView: isGrid ? 'list' : 'grid' })}
    />
  );
}
