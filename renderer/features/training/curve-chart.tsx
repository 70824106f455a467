/** One or two curves over the steps of a run. */
import { type ReactNode, useEffect, useRef } from 'react';
import { useView } from '../../state/application-context.ts';
import type { CurvePoint } from './run-curves.ts';
import style from './style.module.css';

export type Curve = {
  readonly name: string;
  readonly colour: '--accent' | '--warn';
  readonly points: readonly CurvePoint[];
};
type Props = {
  readonly title: string;
  readonly curves: readonly Curve[];
  /** Total of the run. */
  readonly steps: number;
  readonly format: (value: number) => string;
};

const HEIGHT_PX = 72;
const TOP_PX = 4;

export function CurveChart({ title, curves, steps, format }: Props): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  // Chart colours come from the theme.
  const theme = useView((state) => state.theme);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is read from the element's style
  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    const redraw = (): void => draw(element, curves, steps);
    const observer = new ResizeObserver(redraw);
    observer.observe(element);
    redraw();
    return () => observer.disconnect();
  }, [curves, steps, theme]);
  const { low, high } = rangeOf(curves);
  const words = curves.flatMap(({ name, points }) => {
    const last = points.at(-1);
    return last ? [`${name} ${format(last[1])}`] : [];
  });
  return (
    <figure className={style.chart}>
      <figcaption>
        <span>{title}</span>
        {curves.map(({ name, colour, points }) => (
          <span key={name} data-colour={colour}>
            {name} {points.length > 0 && format(points.at(-1)![1])}
          </span>
        ))}
      </figcaption>
      <div className={style.plot}>
        <canvas ref={canvas} role="img" aria-label={`${title}: ${words.join(', ')}`} />
        {words.length > 0 && (
          <span className={style.scale}>
            <span>{format(high)}</span>
            {high > low && <span>{format(low)}</span>}
          </span>
        )}
      </div>
    </figure>
  );
}

/** Of all curves. */
function rangeOf(curves: readonly Curve[]): { readonly low: number; readonly high: number } {
  const values = curves.flatMap(({ points }) => points.map(([, value]) => value));
  return {
    low: values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
    high: values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
  };
}

function draw(element: HTMLCanvasElement, curves: readonly Curve[], steps: number): void {
  const context = element.getContext('2d');
  if (!context) return;
  const scale = window.devicePixelRatio;
  const width = element.clientWidth;
  element.width = Math.round(width * scale);
  element.height = Math.round(HEIGHT_PX * scale);
  context.scale(scale, scale);
  const tokens = getComputedStyle(element);
  const { low, high } = rangeOf(curves);
  const last = Math.max(steps, 1);
  const toX = (step: number): number => (step / last) * (width - 4) + 2;
  // A constant lies in the middle: at the foot it would look like nothing at all.
  const toY = (value: number): number =>
    HEIGHT_PX - TOP_PX - (high > low ? (value - low) / (high - low) : 0.5) * (HEIGHT_PX - 2 * TOP_PX);
  context.fillStyle = tokens.getPropertyValue('--line');
  context.fillRect(0, HEIGHT_PX - 1, width, 1);
  for (const { colour, points } of curves) {
    context.strokeStyle = tokens.getPropertyValue(colour);
    context.fillStyle = context.strokeStyle;
    context.lineWidth = 1.5;
    context.beginPath();
    for (const [step, value] of points) context.lineTo(toX(step), toY(value));
    context.stroke();
    for (const [step, value] of points.slice(-1)) context.fillRect(toX(step) - 2, toY(value) - 2, 4, 4);
  }
}
