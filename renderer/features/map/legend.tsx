/** Legend of the map of an answer: the sentence, the ramp with ticks and threshold, and the size of a cell. */
import type { CSSProperties, ReactNode } from 'react';
import { useActiveScene, useQueryResult } from '../../state/core-queries.ts';
import { useAnswerableQuery } from '../../state/use-query.ts';
import { useShownMap } from '../../state/use-shown-map.ts';
import { useSimilarityStyle } from '../../state/use-similarity-paint.ts';
import { formatMetres, formatNumber, formatScore } from '../../ui/format.ts';
import { RampSwatch } from '../../ui/ramp-swatch.tsx';
import { termsInWords } from '../../ui/terms-in-words.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

const TICKS = 4;
const TICK_DIGITS = { cosine: 2, standing: 1, level: 1 } as const;

export function Legend(): ReactNode {
  const result = useQueryResult(useAnswerableQuery()).data;
  const scene = useActiveScene();
  const { cells, paint, meaning, phrase } = useShownMap(result);
  const { stretchToScene } = useSimilarityStyle();
  if (!paint?.visible) return null;
  const { min, max } = paint.range;
  const { title, tick, label } = strings.legends[meaning];
  const words = title(phrase ?? (result ? termsInWords(result.terms) : ''));
  const least = paint.threshold ?? paint.floor;
  const at = (value: number): CSSProperties =>
    ({ '--at': `${100 * Math.min(1, Math.max(0, (value - min) / (max - min)))}%` }) as CSSProperties;
  const cell = cells && scene?.metresPerPixel ? cells.grid.cellPx * scene.metresPerPixel : null;
  const ticks = Array.from({ length: TICKS }, (_, i) => min + (i * (max - min)) / (TICKS - 1));
  return (
    <div
      className={style.legend}
      role="img"
      aria-label={label(formatScore(min), formatScore(max), phrase ?? '')}
    >
      <span className={style.legendTitle} title={words}>
        {words}
      </span>
      <span className={style.legendRamp}>
        <RampSwatch ramp={paint.ramp} reversed={paint.reversed} fadeLow={paint.fadeLow} widthPx={200} />
        {least !== null && least > min && least < max && (
          <span className={style.legendLeast} style={at(least)} />
        )}
      </span>
      <span className={style.legendTicks}>
        {ticks.map((value) => (
          <span key={value} style={at(value)}>
            {tick(formatNumber(meaning === 'level' ? value / 255 : value, TICK_DIGITS[meaning]))}
          </span>
        ))}
      </span>
      <span className={style.legendFoot}>
        {least !== null && meaning === 'cosine' && <span>{strings.legendLeast(formatScore(least))}</span>}
        {cell !== null && <span>{strings.legendCell(formatMetres(cell))}</span>}
        {stretchToScene && meaning === 'cosine' && <em>{strings.legendScene}</em>}
      </span>
    </div>
  );
}
