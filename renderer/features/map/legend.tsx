/** Legend of the map of an answer. */
import type { ReactNode } from 'react';
import { useQueryResult } from '../../state/core-queries.ts';
import { useAnswerableQuery } from '../../state/use-query.ts';
import { useShownMap } from '../../state/use-shown-map.ts';
import { useSimilarityStyle } from '../../state/use-similarity-paint.ts';
import { formatScore } from '../../ui/format.ts';
import { RampSwatch } from '../../ui/ramp-swatch.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

export function Legend(): ReactNode {
  const result = useQueryResult(useAnswerableQuery()).data;
  const { paint, meaning, phrase } = useShownMap(result);
  const { stretchToScene } = useSimilarityStyle();
  if (!paint?.visible) return null;
  const [min, max] = [formatScore(paint.range.min), formatScore(paint.range.max)];
  const { title, ends, label } = strings.legends[meaning];
  return (
    <div className={style.legend} role="img" aria-label={label(min, max, phrase ?? '')}>
      <span className={style.legendTitle}>{title(phrase ?? '')}</span>
      <RampSwatch ramp={paint.ramp} reversed={paint.reversed} fadeLow={paint.fadeLow} widthPx={140} />
      <span className={style.legendEnds}>
        <span>{ends(min)}</span>
        {stretchToScene && meaning === 'cosine' && <em>{strings.legendScene}</em>}
        <span>{ends(max)}</span>
      </span>
    </div>
  );
}
