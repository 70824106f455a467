/** Histogram of the scene's scores, in the colours of the map. */
import { type ReactNode, useCallback } from 'react';
import type { ValueRange } from '../../../core/documents/scene.ts';
import type { QueryResult } from '../../../core/documents/search.ts';
import { rampColours } from '../../../core/style/ramps.ts';
import { useDrawnCanvas } from '../../state/use-drawn-canvas.ts';
import { useSimilarity } from '../../state/use-similarity-paint.ts';
import { formatCount, formatScore } from '../../ui/format.ts';
import { strings } from './map-strings.ts';
import style from './style.module.css';

type Props = {
  readonly result: QueryResult;
  readonly domain: ValueRange;
  /** That the ramp spans. */
  readonly range: ValueRange;
};

const HEIGHT_PX = 56;

/** A moving threshold changes only how much of the coloured bars is shown. */
export function ScoreHistogram({ result, domain, range }: Props): ReactNode {
  const ramp = useSimilarity(({ ramp }) => ramp);
  const reversed = useSimilarity(({ reversed }) => reversed);
  const threshold = useSimilarity(({ threshold }) => threshold);
  const shown = useDrawnCanvas(
    useCallback(
      (element) => {
        const colours = rampColours(ramp, reversed);
        draw(element, result, domain, (score) => {
          const share = (score - range.min) / (range.max - range.min);
          return `rgb(${colours[Math.round(255 * Math.max(0, Math.min(1, share)))].join()})`;
        });
      },
      [result, domain, range, ramp, reversed],
    ),
  );
  const hidden = useDrawnCanvas(
    useCallback(
      (element) => {
        const off = getComputedStyle(element).getPropertyValue('--bar-off');
        draw(element, result, domain, () => off);
      },
      [result, domain],
    ),
  );
  const at = (score: number): string => `${(100 * (score - domain.min)) / (domain.max - domain.min)}%`;
  const { min, step, counts } = result.histogram;
  const { scale } = result.verdict;
  return (
    <div>
      <div
        className={style.histogram}
        role="img"
        aria-label={strings.histogram(
          formatCount(result.windows),
          formatScore(min),
          formatScore(min + step * counts.length),
        )}
      >
        <canvas ref={hidden} hidden={threshold === null} />
        <canvas
          ref={shown}
          style={threshold === null ? undefined : { clipPath: `inset(0 0 0 ${at(threshold)})` }}
        />
        {scale && (
          <>
            <span className={style.absentAt} style={{ left: at(scale.absent) }} />
            <span className={style.presentAt} style={{ left: at(scale.present) }} />
          </>
        )}
        {threshold !== null && <span className={style.thresholdAt} style={{ left: at(threshold) }} />}
      </div>
      <div className={style.axis} aria-hidden>
        <span>{formatScore(domain.min)}</span>
        {scale && (
          <>
            <span className={style.absent}>{strings.absentMark(formatScore(scale.absent))}</span>
            <span className={style.present}>{strings.presentMark(formatScore(scale.present))}</span>
          </>
        )}
        <span>{formatScore(domain.max)}</span>
      </div>
    </div>
  );
}

function draw(
  element: HTMLCanvasElement,
  { histogram: { min, step, counts } }: QueryResult,
  domain: ValueRange,
  colourOf: (score: number) => string,
): void {
  const context = element.getContext('2d');
  if (!context) return;
  const ratio = window.devicePixelRatio;
  const width = element.clientWidth;
  element.width = Math.round(width * ratio);
  element.height = Math.round(HEIGHT_PX * ratio);
  context.scale(ratio, ratio);
  const highest = Math.max(1, ...counts);
  const toX = (score: number): number => ((score - domain.min) / (domain.max - domain.min)) * width;
  for (const [i, count] of counts.entries()) {
    context.fillStyle = colourOf(min + (i + 0.5) * step);
    // Square-root scale, so that a few high scores among thousands of low ones stay visible.
    const height = count === 0 ? 0 : Math.max(1.5, Math.sqrt(count / highest) * (HEIGHT_PX - 2));
    const left = toX(min + i * step);
    context.fillRect(left, HEIGHT_PX - height, Math.max(1, toX(min + (i + 1) * step) - left - 0.5), height);
  }
}
