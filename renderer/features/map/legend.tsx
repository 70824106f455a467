/** Legend of the similarity map. */
import type { ReactNode } from 'react';
import { useQueryResult } from '../../state/core-queries.ts';
import { useAnswerableQuery } from '../../state/use-query.ts';
import { useSimilarityPaint, useSimilarityStyle } from '../../state/use-similarity-paint.ts';
import { formatScore } from '../../ui/format.ts';
import { RampSwatch } from '../../ui/ramp-swatch.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

export function Legend(): ReactNode {
  const result = useQueryResult(useAnswerableQuery()).data;
  const paint = useSimilarityPaint(result);
  const { stretchToScene: isStretched } = useSimilarityStyle();
  if (!paint?.visible) return null;
  const [min, max] = [formatScore(paint.range.min), formatScore(paint.range.max)];
  return (
    <div className={style.legend} role="img" aria-label={strings.legend(min, max)}>
      <span className={style.legendTitle}>{strings.similarity}</span>
      <RampSwatch ramp={paint.ramp} reversed={paint.reversed} fadeLow={paint.fadeLow} widthPx={140} />
      <span className={style.legendEnds}>
        <span>{min}</span>
        {isStretched && <em>{strings.legendScene}</em>}
        <span>{max}</span>
      </span>
    </div>
  );
}
