/** Legend of the similarity map. */
import type { ReactNode } from 'react';
import { rampRange } from '../../../core/style/ramp-range.ts';
import { useQueryResult } from '../../state/core-queries.ts';
import { useAnswerableQuery } from '../../state/use-query.ts';
import { useSimilarity } from '../../state/use-similarity-paint.ts';
import { formatScore } from '../../ui/format.ts';
import { RampSwatch } from '../../ui/ramp-swatch.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

export function Legend(): ReactNode {
  const result = useQueryResult(useAnswerableQuery()).data;
  // One value each: moving the threshold changes none of them.
  const isVisible = useSimilarity(({ visible }) => visible);
  const isStretched = useSimilarity(({ stretchToScene }) => stretchToScene);
  const ramp = useSimilarity((style) => style.ramp);
  const reversed = useSimilarity((style) => style.reversed);
  const fadeLow = useSimilarity((style) => style.fadeLow);
  const low = useSimilarity((style) => (result ? rampRange(style, result).min : 0));
  const high = useSimilarity((style) => (result ? rampRange(style, result).max : 0));
  if (!result || !isVisible) return null;
  const [min, max] = [formatScore(low), formatScore(high)];
  return (
    <div className={style.legend} role="img" aria-label={strings.legend(min, max)}>
      <span className={style.legendTitle}>{strings.similarity}</span>
      <RampSwatch ramp={ramp} reversed={reversed} fadeLow={fadeLow} widthPx={140} />
      <span className={style.legendEnds}>
        <span>{min}</span>
        {isStretched && <em>{strings.legendScene}</em>}
        <span>{max}</span>
      </span>
    </div>
  );
}
