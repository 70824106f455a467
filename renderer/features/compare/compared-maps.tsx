/** Shows the compared maps and the line between them while there is a comparison. */
import { type ReactNode, useEffect } from 'react';
import { useApplication, useView } from '../../state/application-context.ts';
import { useActiveScene } from '../../state/core-queries.ts';
import { BesideView } from './beside-view.tsx';
import { QuestionBar } from './question-bar.tsx';
import style from './style.module.css';
import { SwipeLine } from './swipe-line.tsx';
import { useComparison } from './use-comparison.ts';

export function ComparedMaps(): ReactNode {
  const { map } = useApplication();
  const comparison = useComparison(useActiveScene());
  const swipe = useView((state) => state.swipe);
  const hasBar = useView((state) => state.comparedLayer !== null || state.comparedScenes !== null);
  const isBeside = useView((state) => state.comparedView === 'beside');
  const right = isBeside && comparison ? comparison.right : null;
  useEffect(
    () => map.showComparison(comparison && isBeside ? { ...comparison, right: null } : comparison),
    [map, comparison, isBeside],
  );
  useEffect(() => map.setSwipe(swipe), [map, swipe]);
  useEffect(() => () => map.showComparison(null), [map]);
  return (
    <>
      {right && <BesideView right={right} without={comparison?.scenes?.left ?? null} />}
      <SwipeLine />
      {hasBar && (
        <div className={style.barPlace}>
          <QuestionBar />
        </div>
      )}
    </>
  );
}
