/** The line between the two maps, moved by dragging or with the arrow keys. */
import type { ReactNode } from 'react';
import { Slider, SliderThumb, SliderTrack } from 'react-aria-components';
import { useApplication, useView } from '../../state/application-context.ts';
import { strings } from './strings.ts';
import style from './style.module.css';
import { useCompared } from './use-comparison.ts';

export function SwipeLine(): ReactNode {
  const app = useApplication();
  const compared = useView((state) => state.compared);
  const view = useView((state) => state.comparedView);
  const swipe = useView((state) => state.swipe);
  const hasResults = useCompared().data !== undefined;
  if (!compared || view !== 'swipe' || !hasResults) return null;
  return (
    <Slider
      className={style.swipe}
      aria-label={strings.swipe}
      value={swipe * 100}
      minValue={0}
      maxValue={100}
      step={1}
      onChange={(percent) => app.view.setState({ swipe: percent / 100 })}
    >
      <span className={style.side} style={{ right: `calc(${(1 - swipe) * 100}% + 0.5rem)` }}>
        {strings.swipeLeft(compared.a)}
      </span>
      <span className={style.side} style={{ left: `calc(${swipe * 100}% + 0.5rem)` }}>
        {strings.swipeRight(compared.b)}
      </span>
      <SliderTrack className={style.swipeTrack}>
        <SliderThumb className={style.swipeThumb} />
      </SliderTrack>
    </Slider>
  );
}
