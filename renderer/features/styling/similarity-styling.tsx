/** Ramp, range, opacity and threshold of the similarity map. Changing them never runs the model. */
import { type ReactNode, useState } from 'react';
import type { Ramp, SimilarityStyle } from '../../../core/documents/project.ts';
import { RAMPS } from '../../../core/documents/project.ts';
import type { ValueRange } from '../../../core/documents/scene.ts';
import type { QueryResult } from '../../../core/documents/search.ts';
import { rampRange, sceneRange } from '../../../core/style/ramp-range.ts';
import { isPerceptual } from '../../../core/style/ramps.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { kindFor } from '../../state/map-kind.ts';
import { changeSimilarity } from '../../state/result-layer.ts';
import { attempt } from '../../state/toasts.ts';
import { useSimilarityStyle } from '../../state/use-similarity-paint.ts';
import { Button } from '../../ui/button.tsx';
import { CheckField, SelectField, SliderField } from '../../ui/fields.tsx';
import { formatPercent } from '../../ui/format.ts';
import { NumberInput } from '../../ui/number-input.tsx';
import { RampSwatch } from '../../ui/ramp-swatch.tsx';
import { MapKindField } from './map-kind-field.tsx';
import { strings } from './map-strings.ts';
import { scoreDomain, shareAbove } from './score-domain.ts';
import { ScoreHistogram } from './score-histogram.tsx';
import { RangeSlider, ThresholdSlider } from './score-sliders.tsx';
import { SeloFields } from './selo-fields.tsx';
import { SharpenField } from './sharpen-field.tsx';
import style from './style.module.css';

export function SimilarityStyling({ result }: { readonly result: QueryResult }): ReactNode {
  const app = useApplication();
  const similarity = useSimilarityStyle();
  const preview = (next: Partial<SimilarityStyle>): void =>
    app.view.setState({ similarityDraft: { ...similarity, ...next } });
  const commit = (next: Partial<SimilarityStyle>): void =>
    attempt(app, strings.styling, async () => {
      await changeSimilarity(app, next);
      app.view.setState({ similarityDraft: null });
    });
  const range = rampRange(similarity, result);
  const props: FieldProps = { result, similarity, domain: scoreDomain(result, range), preview, commit };
  const kind = kindFor(
    useView((state) => state.mapKind),
    result,
  );
  if (kind.kind === 'selo')
    return (
      <div className={style.fields}>
        <MapKindField result={result} />
        <SeloFields result={result} kind={kind} />
      </div>
    );
  return (
    <div className={style.fields}>
      <MapKindField result={result} />
      <RampFields {...props} />
      <SharpenField result={result} />
      <div className={style.scores}>
        <ScoreHistogram result={result} domain={props.domain} paint={{ ...similarity, range }} />
        <RangeFields {...props} range={range} />
        <ThresholdFields {...props} />
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

type FieldProps = {
  readonly result: QueryResult;
  readonly similarity: SimilarityStyle;
  /** Axis of histogram and sliders. */
  readonly domain: ValueRange;
  /** Called while a slider moves. */
  readonly preview: (next: Partial<SimilarityStyle>) => void;
  readonly commit: (next: Partial<SimilarityStyle>) => void;
};

function RampFields({ similarity, commit }: FieldProps): ReactNode {
  return (
    <>
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
    </>
  );
}

type RangeFieldsProps = FieldProps & { readonly range: ValueRange };

function RangeFields({ similarity, domain, range, preview, commit }: RangeFieldsProps): ReactNode {
  return (
    <>
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
    </>
  );
}

function ThresholdFields({ result, similarity, domain, preview, commit }: FieldProps): ReactNode {
  // Keeps the slider in place while the threshold is off.
  const [lastThreshold, setLastThreshold] = useState<number | null>(null);
  const threshold = similarity.threshold ?? lastThreshold ?? middleOf(result);
  const isOff = similarity.threshold === null;
  return (
    <>
      <div className={style.thresholdRow}>
        <CheckField
          isSelected={!isOff}
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
          isDisabled={isOff}
          onChange={(next) => commit({ threshold: next })}
        />
      </div>
      <ThresholdSlider
        domain={domain}
        value={threshold}
        isDisabled={isOff}
        onChange={(next) => preview({ threshold: next })}
        onCommit={(next) => commit({ threshold: next })}
      />
      {!isOff && <p className={style.muted}>{strings.above(formatPercent(shareAbove(result, threshold)))}</p>}
    </>
  );
}

/**
 * Default threshold: halfway between what absent and what present content typically reach, where the scene reaches that much; else the
 * middle of the scene's range.
 */
function middleOf(result: QueryResult): number {
  const { min, max } = sceneRange(result);
  const { absoluteRange } = result;
  const between = (absoluteRange.min + absoluteRange.max) / 2;
  return Number((between < max ? Math.max(between, min) : (min + max) / 2).toFixed(3));
}
