/** Histogram of the scene's scores, in the colours of the map. */
import { type ReactNode, useCallback } from 'react';
import type { ValueRange } from '../../../core/documents/scene.ts';
import type { QueryResult } from '../../../core/documents/search.ts';
import type { MapPaint } from '../../../core/style/paint-of.ts';
import { rampColours } from '../../../core/style/ramps.ts';
import { useDrawnCanvas } from '../../state/use-drawn-canvas.ts';
import { formatCount, formatScore } from '../../ui/format.ts';
import { strings } from './map-strings.ts';
import style from './style.module.css';

type Props = {
  readonly result: QueryResult;
  readonly domain: ValueRange;
  readonly paint: Pick<MapPaint, 'ramp' | 'reversed' | 'range' | 'threshold'>;
};

const HEIGHT_PX = 56;

export function ScoreHistogram({ result, domain, paint }: Props): ReactNode {
  const canvas = useDrawnCanvas(
    useCallback((element) => draw(element, result, domain, paint), [result, domain, paint]),
  );
  const { min, step, counts } = result.histogram;
  const { scale } = result.verdict;
  return (
    <div>
      <canvas
        ref={canvas}
        className={style.histogram}
        role="img"
        aria-label={strings.histogram(
          formatCount(result.windows),
          formatScore(min),
          formatScore(min + step * counts.length),
        )}
      />
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
  result: QueryResult,
  domain: ValueRange,
  paint: Props['paint'],
): void {
  const context = element.getContext('2d');
  if (!context) return;
  const ratio = window.devicePixelRatio;
  const width = element.clientWidth;
  element.width = Math.round(width * ratio);
  element.height = Math.round(HEIGHT_PX * ratio);
  context.scale(ratio, ratio);
  const tokens = getComputedStyle(element);
  const colours = rampColours(paint.ramp, paint.reversed);
  const { min, step, counts } = result.histogram;
  const highest = Math.max(1, ...counts);
  const toX = (score: number): number => ((score - domain.min) / (domain.max - domain.min)) * width;
  for (const [i, count] of counts.entries()) {
    const score = min + (i + 0.5) * step;
    const share = (score - paint.range.min) / (paint.range.max - paint.range.min);
    const at = Math.round(255 * Math.max(0, Math.min(1, share)));
    const isHidden = paint.threshold !== null && score < paint.threshold;
    context.fillStyle = isHidden ? tokens.getPropertyValue('--bar-off') : `rgb(${colours[at].join()})`;
    // Square-root scale, so that a few high scores among thousands of low ones stay visible.
    const height = count === 0 ? 0 : Math.max(1.5, Math.sqrt(count / highest) * (HEIGHT_PX - 2));
    const left = toX(min + i * step);
    context.fillRect(left, HEIGHT_PX - height, Math.max(1, toX(min + (i + 1) * step) - left - 0.5), height);
  }
  const { scale } = result.verdict;
  const marks = scale
    ? [
        { at: scale.absent, token: '--bad' },
        { at: scale.present, token: '--good' },
      ]
    : [];
  for (const { at, token } of marks) {
    context.fillStyle = tokens.getPropertyValue(token);
    context.fillRect(toX(at) - 1, 0, 2, HEIGHT_PX);
  }
  if (paint.threshold === null) return;
  context.fillStyle = tokens.getPropertyValue('--text');
  context.fillRect(toX(paint.threshold) - 0.75, 0, 1.5, HEIGHT_PX);
}
