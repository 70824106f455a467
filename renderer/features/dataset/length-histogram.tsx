/** Histogram of caption lengths in tokens, long and short, as in Fig. 6 of the paper. */
import { type ReactNode, useCallback } from 'react';
import type { CaptionLengths } from '../../../core/documents/dataset.ts';
import { useDrawnCanvas } from '../../state/use-drawn-canvas.ts';
import { formatNumber } from '../../ui/format.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = { readonly long: CaptionLengths; readonly short: CaptionLengths; readonly limit: number };

const HEIGHT_PX = 96;
const AXIS_PX = 14;

export function LengthHistogram({ long, short, limit }: Props): ReactNode {
  const canvas = useDrawnCanvas(
    useCallback((element) => draw(element, long, short, limit), [long, short, limit]),
  );
  const words = [
    strings.mean(strings.legendLong, long.texts, formatNumber(long.mean, 1), long.longest),
    strings.mean(strings.legendShort, short.texts, formatNumber(short.mean, 1), short.longest),
  ] as const;
  return (
    <div>
      <canvas
        ref={canvas}
        className={style.histogram}
        role="img"
        aria-label={strings.histogram(words[0], words[1])}
      />
      <ul className={style.legend}>
        <li data-series="long">{words[0]}</li>
        <li data-series="short">{words[1]}</li>
      </ul>
    </div>
  );
}

function draw(element: HTMLCanvasElement, long: CaptionLengths, short: CaptionLengths, limit: number): void {
  const context = element.getContext('2d');
  if (!context) return;
  const scale = window.devicePixelRatio;
  const width = element.clientWidth;
  element.width = Math.round(width * scale);
  element.height = Math.round((HEIGHT_PX + AXIS_PX) * scale);
  context.scale(scale, scale);
  const tokens = getComputedStyle(element);
  const last = Math.max(limit, long.longest, short.longest) + long.binTokens;
  const toX = (count: number): number => (count / last) * width;
  const most = Math.max(1, ...long.histogram, ...short.histogram);
  const bars = ({ histogram, binTokens }: CaptionLengths, colour: string, share: number): void => {
    context.fillStyle = colour;
    for (const [i, count] of histogram.entries()) {
      const [left, right] = [toX(i * binTokens), toX((i + 1) * binTokens)];
      const height = (count / most) * (HEIGHT_PX - 4);
      const barWidth = Math.max(1, ((right - left) * 0.9) / 2);
      context.fillRect(left + share * barWidth, HEIGHT_PX - height, barWidth, height);
    }
  };
  bars(short, tokens.getPropertyValue('--warn'), 0);
  bars(long, tokens.getPropertyValue('--accent'), 1);
  context.fillStyle = tokens.getPropertyValue('--line-control');
  context.fillRect(0, HEIGHT_PX - 0.5, width, 1);
  context.fillStyle = tokens.getPropertyValue('--bad');
  context.fillRect(toX(limit), 0, 1, HEIGHT_PX);
  context.fillStyle = tokens.getPropertyValue('--text-muted');
  context.font = `11px ${tokens.getPropertyValue('font-family')}`;
  context.textBaseline = 'top';
  context.fillText('0', 0, HEIGHT_PX + 2);
  context.textAlign = 'right';
  context.fillText(String(limit), toX(limit) - 2, HEIGHT_PX + 2);
}
