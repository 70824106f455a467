/** Legend of the map while models, questions or scenes are compared. */
import type { ReactNode } from 'react';
import type { QueryResult } from '../../../core/documents/search.ts';
import { type MapPaint, paintOf } from '../../../core/style/paint-of.ts';
import { useView } from '../../state/application-context.ts';
import { useSimilarityStyle } from '../../state/use-similarity-paint.ts';
import { formatScore } from '../../ui/format.ts';
import { RampSwatch } from '../../ui/ramp-swatch.tsx';
import { termsInWords } from '../../ui/terms-in-words.ts';
import { strings } from './strings.ts';
import style from './style.module.css';
import {
  differenceRamp,
  sharedRange,
  useCompared,
  useComparedLayer,
  useDifference,
} from './use-comparison.ts';

export function ComparisonLegend(): ReactNode {
  const view = useView((state) => state.comparedView);
  return view === 'difference' ? <DifferenceLegend /> : <SwipeLegend />;
}

function SwipeLegend(): ReactNode {
  const { data: results } = useCompared();
  const paint = useSimilarityStyle();
  const layer = useComparedLayer();
  const hasScenes = useView((state) => state.comparedScenes !== null);
  const showsMaps = useView((state) => state.showsComparedMaps);
  if (!results || (hasScenes && !showsMaps)) return null;
  if (layer && !hasScenes)
    return (
      <div className={style.legends}>
        <QuestionLegend result={results.a} paint={paintOf(paint, results.a)} />
        <QuestionLegend result={results.b} paint={paintOf(layer.style, results.b)} />
      </div>
    );
  const range = sharedRange(paint, results);
  const [min, max] = [formatScore(range.min), formatScore(range.max)];
  return (
    <div className={style.legend} role="img" aria-label={strings.legend(min, max)}>
      <strong>{hasScenes ? strings.dateTitle : strings.legendTitle}</strong>
      <RampSwatch ramp={paint.ramp} reversed={paint.reversed} fadeLow={paint.fadeLow} widthPx={180} />
      <span className={style.ends}>
        <span>{min}</span>
        <span>{max}</span>
      </span>
    </div>
  );
}

type QuestionProps = { readonly result: QueryResult; readonly paint: MapPaint };

function QuestionLegend({ result, paint }: QuestionProps): ReactNode {
  const words = termsInWords(result.terms);
  const [min, max] = [formatScore(paint.range.min), formatScore(paint.range.max)];
  return (
    <div className={style.legend} role="img" aria-label={strings.questionLegend(words, min, max)}>
      <strong className={style.legendWords} title={words}>
        {words}
      </strong>
      <RampSwatch ramp={paint.ramp} reversed={paint.reversed} fadeLow={paint.fadeLow} widthPx={180} />
      <span className={style.ends}>
        <span>{min}</span>
        <span>{max}</span>
      </span>
    </div>
  );
}

function DifferenceLegend(): ReactNode {
  const results = useCompared().data;
  const difference = useDifference(results);
  const layer = useComparedLayer();
  const hasScenes = useView((state) => state.comparedScenes !== null);
  const measure = useView((state) => state.differenceMeasure);
  if (!difference) return null;
  const most =
    measure === 'cosine' ? formatScore(difference.most) : `${Math.round(100 * difference.most)}\u00a0%`;
  const label = hasScenes ? strings.changeLegend(most) : strings.differenceLegend(most);
  const { ramp, reversed, fadeLow } = differenceRamp(hasScenes);
  return (
    <div className={style.legend} role="img" aria-label={label}>
      <strong>{hasScenes ? strings.changeTitle : strings.differenceTitle}</strong>
      {results && layer && !hasScenes && (
        <>
          <span className={style.legendWords}>{strings.swipeLeft(termsInWords(results.a.terms))}</span>
          <span className={style.legendWords}>{strings.swipeRight(termsInWords(results.b.terms))}</span>
        </>
      )}
      <RampSwatch ramp={ramp} reversed={reversed} fadeLow={fadeLow} widthPx={180} />
      <span className={style.ends}>
        <span>
          −{most} {hasScenes ? strings.lost : strings.higherB}
        </span>
        <span>
          {hasScenes ? strings.gained : strings.higherA} {most}
        </span>
      </span>
    </div>
  );
}
