/** Sliders for the ends of the ramp and the threshold, on the histogram's axis. */
import type { ReactNode } from 'react';
import { Slider, SliderThumb, SliderTrack } from 'react-aria-components';
import type { ValueRange } from '../../../core/documents/scene.ts';
import ui from '../../ui/ui.module.css';
import { strings } from './map-strings.ts';
import style from './style.module.css';

const STEP = 0.001;

type RangeSliderProps = {
  readonly domain: ValueRange;
  readonly range: ValueRange;
  readonly isDisabled: boolean;
  readonly onChange: (range: ValueRange) => void;
  readonly onCommit: (range: ValueRange) => void;
};

export function RangeSlider({ domain, range, isDisabled, onChange, onCommit }: RangeSliderProps): ReactNode {
  const toRange = ([min, max]: readonly number[]): ValueRange => ({ min, max: Math.max(max, min + STEP) });
  return (
    <Slider
      aria-label={strings.range}
      className={style.axisSlider}
      minValue={domain.min}
      maxValue={domain.max}
      step={STEP}
      isDisabled={isDisabled}
      value={[range.min, range.max]}
      onChange={(values) => onChange(toRange(values))}
      onChangeEnd={(values) => onCommit(toRange(values))}
    >
      <SliderTrack className={style.axisTrack}>
        {({ state }) => (
          <>
            <div
              className={style.axisFill}
              style={{
                left: `${state.getThumbPercent(0) * 100}%`,
                right: `${(1 - state.getThumbPercent(1)) * 100}%`,
              }}
            />
            <SliderThumb index={0} aria-label={strings.rangeMin} className={ui.thumb} />
            <SliderThumb index={1} aria-label={strings.rangeMax} className={ui.thumb} />
          </>
        )}
      </SliderTrack>
    </Slider>
  );
}

type ThresholdSliderProps = {
  readonly domain: ValueRange;
  readonly value: number;
  readonly isDisabled: boolean;
  readonly onChange: (value: number) => void;
  readonly onCommit: (value: number) => void;
};

export function ThresholdSlider(props: ThresholdSliderProps): ReactNode {
  const { domain, value, isDisabled, onChange, onCommit } = props;
  return (
    <Slider
      aria-label={strings.threshold}
      className={style.axisSlider}
      minValue={domain.min}
      maxValue={domain.max}
      step={STEP}
      isDisabled={isDisabled}
      value={value}
      onChange={onChange}
      onChangeEnd={onCommit}
    >
      <SliderTrack className={style.axisTrack}>
        <SliderThumb className={ui.thumb} aria-label={strings.threshold} />
      </SliderTrack>
    </Slider>
  );
}
