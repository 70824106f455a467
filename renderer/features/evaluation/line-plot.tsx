/** Lines over two axes, both from 0. */
import type { ReactNode } from 'react';
import { formatNumber } from '../../ui/format.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

export type PlotLine = {
  readonly name: string;
  readonly isDashed: boolean;
  readonly points: readonly (readonly [number, number])[];
};
type Props = {
  readonly title: string;
  readonly axes: { readonly x: string; readonly y: string; readonly mostY: number };
  readonly lines: readonly PlotLine[];
};

const [LEFT, TOP, WIDTH, HEIGHT] = [34, 8, 278, 120];
const SHARES = [0, 0.25, 0.5, 0.75, 1];

export function LinePlot({ title, axes, lines }: Props): ReactNode {
  const mostX = Math.max(1, ...lines.flatMap(({ points }) => points.map(([x]) => x)));
  const toX = (x: number): number => LEFT + (x / mostX) * WIDTH;
  const toY = (y: number): number => TOP + HEIGHT - (y / axes.mostY) * HEIGHT;
  const ends = lines.flatMap(({ name, points }) => {
    const last = points.at(-1);
    return last ? [strings.plotEnd(name, short(last[1]), short(last[0]))] : [];
  });
  return (
    <figure className={style.plot}>
      <figcaption>
        {title}
        {lines.map(({ name, isDashed }) => (
          <span key={name} data-dashed={isDashed || undefined}>
            {name}
          </span>
        ))}
      </figcaption>
      <svg
        viewBox={`0 0 ${LEFT + WIDTH + 8} ${TOP + HEIGHT + 32}`}
        role="img"
        aria-label={`${title}. ${ends.join(', ')}`}
      >
        {SHARES.map((share) => (
          <g key={share}>
            <path className={style.gridLine} d={`M${LEFT} ${toY(share * axes.mostY)}h${WIDTH}`} />
            <text x={LEFT - 4} y={toY(share * axes.mostY) + 3} textAnchor="end">
              {short(share * axes.mostY)}
            </text>
            <text x={toX(share * mostX)} y={TOP + HEIGHT + 12} textAnchor="middle">
              {short(share * mostX)}
            </text>
          </g>
        ))}
        <text x={LEFT + WIDTH / 2} y={TOP + HEIGHT + 26} textAnchor="middle">
          {axes.x}
        </text>
        <text x={2} y={TOP + 3}>
          {axes.y}
        </text>
        {lines.map(({ name, isDashed, points }) => (
          <polyline
            key={name}
            className={style.line}
            data-dashed={isDashed || undefined}
            points={points.map(([x, y]) => `${toX(x).toFixed(1)},${toY(y).toFixed(1)}`).join(' ')}
          />
        ))}
      </svg>
    </figure>
  );
}

function short(value: number): string {
  return formatNumber(value, value >= 10 || Number.isInteger(value) ? 0 : 2);
}
