/** The line between the two maps, moved by dragging or with the arrow keys. */
import type { ReactNode } from 'react';
import { Slider, SliderThumb, SliderTrack } from 'react-aria-components';
import type { ChangeScene } from '../../../core/documents/change.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { termsInWords } from '../../ui/terms-in-words.ts';
import { strings } from './strings.ts';
import style from './style.module.css';
import { useCompared, useComparedLayer, useShownChange } from './use-comparison.ts';

export function SwipeLine(): ReactNode {
  const app = useApplication();
  const layer = useComparedLayer();
  const view = useView((state) => state.comparedView);
  const swipe = useView((state) => state.swipe);
  const results = useCompared().data;
  const dates = useSceneWords();
  if (view === 'difference' || !results) return null;
  const [left, right] =
    dates ??
    (layer
      ? [termsInWords(results.a.terms), layer.name ?? termsInWords(results.b.terms)]
      : [strings.swipeLeft(results.a.model), strings.swipeRight(results.b.model)]);
  if (view === 'beside') return <Sides left={left} right={right} share={0.5} />;
  return (
    <Slider
      className={style.swipe}
      aria-label={dates ? strings.dateSwipe : strings.swipe}
      value={swipe * 100}
      minValue={0}
      maxValue={100}
      step={1}
      onChange={(percent) => app.view.setState({ swipe: percent / 100 })}
    >
      <Sides left={left} right={right} share={swipe} />
      <SliderTrack className={style.swipeTrack}>
        <SliderThumb className={style.swipeThumb} />
      </SliderTrack>
    </Slider>
  );
}

/** Dates and names of the scenes; null if no scenes are compared. */
function useSceneWords(): readonly [string, string] | null {
  const isAsked = useView((state) => state.comparedScenes !== null);
  const change = useShownChange().data?.change;
  if (!isAsked || !change) return null;
  const words = ({ name, date }: ChangeScene): string =>
    date === null ? name : strings.dated(date.slice(0, 10), name);
  const [{ before, after }] = change.pairs;
  return [words(before), words(after)];
}

type SidesProps = {
  readonly left: string;
  readonly right: string;
  /** Of the map's width that belongs to the left side, 0-1. */
  readonly share: number;
};

function Sides({ left, right, share }: SidesProps): ReactNode {
  return (
    <>
      <span className={style.side} style={{ right: `calc(${(1 - share) * 100}% + 0.5rem)` }}>
        {left}
      </span>
      <span className={style.side} style={{ left: `calc(${share * 100}% + 0.5rem)` }}>
        {right}
      </span>
    </>
  );
}
