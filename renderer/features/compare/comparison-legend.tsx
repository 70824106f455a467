/** Legend of the map while two models are compared. */
import type { ReactNode } from 'react';
import { DIVERGING } from '../../../core/style/ramps.ts';
import { useView } from '../../state/application-context.ts';
import { useSimilarityStyle } from '../../state/use-similarity-paint.ts';
import { formatScore } from '../../ui/format.ts';
import { RampSwatch } from '../../ui/ramp-swatch.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';
import { sharedRange, useCompared, useDifference } from './use-comparison.ts';

export function ComparisonLegend(): ReactNode {
  const view = useView((state) => state.comparedView);
  return view === 'difference' ? <DifferenceLegend /> : <SwipeLegend />;
}

function SwipeLegend(): ReactNode {
  const { data: results } = useCompared();
  const paint = useSimilarityStyle();
  if (!results) return null;
  const range = sharedRange(paint, results);
  const [min, max] = [formatScore(range.min), formatScore(range.max)];
  return (
    <div className={style.legend} role="img" aria-label={strings.legend(min, max)}>
      <strong>{strings.legendTitle}</strong>
      <RampSwatch ramp={paint.ramp} reversed={paint.reversed} fadeLow={paint.fadeLow} widthPx={180} />
      <span className={style.ends}>
        <span>{min}</span>
        <span>{max}</span>
      </span>
    </div>
  );
}

function DifferenceLegend(): ReactNode {
  const difference = useDifference(useCompared().data);
  const measure = useView((state) => state.differenceMeasure);
  if (!difference) return null;
  const most = measure === 'cosine' ? difference.most.toFixed(3) : `${Math.round(100 * difference.most)} %`;
  return (
    <div className={style.legend} role="img" aria-label={strings.differenceLegend(most)}>
      <strong>{strings.differenceTitle}</strong>
      <RampSwatch ramp={DIVERGING} reversed={false} fadeLow={false} widthPx={180} />
      <span className={style.ends}>
        <span>
          −{most} {strings.higherB}
        </span>
        <span>
          {strings.higherA} {most}
        </span>
      </span>
    </div>
  );
}
