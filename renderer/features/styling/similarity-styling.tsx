/** Ramp, range, opacity and threshold of the similarity map; nothing here asks the model again. */
import { type ReactNode, useState } from 'react';
import type { Ramp, SimilarityStyle } from '../../../core/documents/project.ts';
import type { QueryResult } from '../../../core/documents/search.ts';
import { rampRange, sceneRange } from '../../../core/style/ramp-range.ts';
import { isPerceptual, RAMPS } from '../../../core/style/ramps.ts';
import { applyTransaction } from '../../state/application.ts';
import { useApplication } from '../../state/application-context.ts';
import { attempt } from '../../state/toasts.ts';
import { useSimilarityStyle } from '../../state/use-similarity-paint.ts';
import { Button } from '../../ui/button.tsx';
import { CheckField, NumberInput, SelectField, SliderField } from '../../ui/fields.tsx';
import { formatPercent } from '../../ui/format.ts';
import { RampSwatch } from '../../ui/ramp-swatch.tsx';
import { scoreDomain, shareAbove } from './score-domain.ts';
import { ScoreHistogram } from './score-histogram.tsx';
import { RangeSlider, ThresholdSlider } from './score-sliders.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

export function SimilarityStyling({ result }: { readonly result: QueryResult }): ReactNode {
  const app = useApplication();
  const similarity = useSimilarityStyle();
  // The thumb's resting place while the threshold is off.
  const [lastThreshold, setLastThreshold] = useState<number | null>(null);
  const preview = (next: Partial<SimilarityStyle>): void =>
    app.view.setState({ similarityDraft: { ...similarity, ...next } });
  const commit = (next: Partial<SimilarityStyle>): void =>
    attempt(app, strings.styling, async () => {
      await applyTransaction(app, { kind: 'set-similarity', style: { ...similarity, ...next } });
      app.view.setState({ similarityDraft: null });
    });
  const range = rampRange(similarity, result);
  const domain = scoreDomain(result, range);
  const threshold = similarity.threshold ?? lastThreshold ?? middleOf(result);
  return (
    <div className={style.fields}>
      <SelectField<Ramp>
        isInline
        label={strings.ramp}
        value={similarity.ramp}
        choices={RAMPS.map((ramp) => ({
          id: ramp,
          label: isPerceptual(ramp) ? ramp : strings.notPerceptual(ramp),
          swatch: <RampSwatch ramp={ramp} reversed={similarity.reversed} fadeLow={false} widthPx={64} />,
        }))}
        onChange={(ramp) => commit({ ramp })}
      />
      <div className={style.checks}>
        <CheckField isSelected={similarity.reversed} onChange={(reversed) => commit({ reversed })}>
          {strings.reversed}
        </CheckField>
        <CheckField isSelected={similarity.fadeLow} onChange={(fadeLow) => commit({ fadeLow })}>
          {strings.fadeLow}
        </CheckField>
        <CheckField
          isSelected={similarity.stretchToScene}
          onChange={(stretchToScene) => commit({ stretchToScene })}
        >
          {strings.stretchToScene}
        </CheckField>
      </div>
      {similarity.stretchToScene && <p className={style.warning}>{strings.stretchWarning}</p>}
      <div className={style.scores}>
        <ScoreHistogram result={result} domain={domain} paint={{ ...similarity, range }} />
        <RangeSlider
          domain={domain}
          range={range}
          isDisabled={similarity.stretchToScene}
          onChange={(next) => preview({ range: next })}
          onCommit={(next) => commit({ range: next })}
        />
        {similarity.range !== null && !similarity.stretchToScene && (
          <Button tone="link" onPress={() => commit({ range: null })}>
            {strings.resetRange}
          </Button>
        )}
        <div className={style.thresholdRow}>
          <CheckField
            isSelected={similarity.threshold !== null}
            onChange={(isOn) => {
              setLastThreshold(threshold);
              commit({ threshold: isOn ? threshold : null });
            }}
          >
            {strings.useThreshold}
          </CheckField>
          <NumberInput
            hidesLabel
            label={strings.threshold}
            value={threshold}
            min={-1}
            max={1}
            step={0.001}
            digits={3}
            isDisabled={similarity.threshold === null}
            onChange={(next) => commit({ threshold: next })}
          />
        </div>
        <ThresholdSlider
          domain={domain}
          value={threshold}
          isDisabled={similarity.threshold === null}
          onChange={(next) => preview({ threshold: next })}
          onCommit={(next) => commit({ threshold: next })}
        />
        {similarity.threshold !== null && (
          <p className={style.muted}>{strings.above(formatPercent(shareAbove(result, threshold)))}</p>
        )}
      </div>
      <SliderField
        label={strings.opacity}
        value={similarity.opacity}
        min={0}
        max={1}
        step={0.01}
        format={{ style: 'percent' }}
        onChange={(opacity) => preview({ opacity })}
        onCommit={(opacity) => commit({ opacity })}
      />
    </div>
  );
}

/** A first threshold that hides about the lower half of the scene's range. */
function middleOf(result: QueryResult): number {
  const { min, max } = sceneRange(result);
  return Number(((min + max) / 2).toFixed(3));
}
