/** The scene's scores, the range that the ramp spans, and the threshold, on one axis. */
import { type ReactNode, useMemo, useState } from 'react';
import type { ValueRange } from '../../../core/documents/scene.ts';
import type { QueryResult } from '../../../core/documents/search.ts';
import { rampRange, sceneRange } from '../../../core/style/ramp-range.ts';
import { useSimilarity } from '../../state/use-similarity-paint.ts';
import { Button } from '../../ui/button.tsx';
import { CheckField } from '../../ui/fields.tsx';
import { formatPercent } from '../../ui/format.ts';
import { NumberInput } from '../../ui/number-input.tsx';
import { strings } from './map-strings.ts';
import { scoreDomain, shareAbove } from './score-domain.ts';
import { ScoreHistogram } from './score-histogram.tsx';
import { RangeSlider, ThresholdSlider } from './score-sliders.tsx';
import style from './style.module.css';
import { useStyleChanges } from './use-style-changes.ts';

type Props = { readonly result: QueryResult };
/** `domain` is the axis of histogram and sliders. */
type AxisProps = Props & { readonly domain: ValueRange };

export function ScoreFields({ result }: Props): ReactNode {
  const chosen = useSimilarity(({ range }) => range);
  const stretchToScene = useSimilarity(({ stretchToScene }) => stretchToScene);
  const range = useMemo(
    () => rampRange({ range: chosen, stretchToScene }, result),
    [chosen, stretchToScene, result],
  );
  const domain = useMemo(() => scoreDomain(result, range), [result, range]);
  return (
    <div className={style.scores}>
      <ScoreHistogram result={result} domain={domain} range={range} />
      <RangeFields domain={domain} range={range} isChosen={chosen !== null} isDisabled={stretchToScene} />
      <ThresholdFields result={result} domain={domain} />
    </div>
  );
}

type RangeFieldsProps = {
  readonly domain: ValueRange;
  readonly range: ValueRange;
  readonly isChosen: boolean;
  readonly isDisabled: boolean;
};

function RangeFields({ domain, range, isChosen, isDisabled }: RangeFieldsProps): ReactNode {
  const { preview, commit } = useStyleChanges();
  return (
    <>
      <RangeSlider
        domain={domain}
        range={range}
        isDisabled={isDisabled}
        onChange={(next) => preview({ range: next })}
        onCommit={(next) => commit({ range: next })}
      />
      {isChosen && !isDisabled && (
        <Button tone="link" onPress={() => commit({ range: null })}>
          {strings.resetRange}
        </Button>
      )}
    </>
  );
}

function ThresholdFields({ result, domain }: AxisProps): ReactNode {
  const chosen = useSimilarity(({ threshold }) => threshold);
  const { preview, commit } = useStyleChanges();
  // Keeps the slider in place while the threshold is off.
  const [lastThreshold, setLastThreshold] = useState<number | null>(null);
  const threshold = chosen ?? lastThreshold ?? middleOf(result);
  const isOff = chosen === null;
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
