/** One query of localization: its scene with annotated outlines, attention centres and probability. */
import type { ReactNode } from 'react';
import type { LocalizationReport } from '../../../core/documents/evaluation-report.ts';
import type { EvaluationId } from '../../../core/documents/ids.ts';
import { evaluationWholeUrl } from '../../../core/urls/evaluation-whole-url.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = {
  readonly evaluation: EvaluationId;
  readonly query: LocalizationReport['queries'][number];
};

/** Bytes below this show nothing. */
const LEAST_LEVEL = 32;
/** Of the drawing's longer side. */
const STROKE_SHARE = 1 / 160;

export function LocalizationSketch({ evaluation, query }: Props): ReactNode {
  const { text, picture, centres, shown } = query;
  const { widthPx, heightPx, columns, rows } = shown;
  const stroke = Math.max(widthPx, heightPx) * STROKE_SHARE;
  const levels = Uint8Array.from(atob(shown.map), (char) => char.charCodeAt(0));
  const [cellX, cellY] = [widthPx / columns, heightPx / rows];
  return (
    <figure className={style.sketch}>
      <svg viewBox={`0 0 ${widthPx} ${heightPx}`} role="img" aria-label={text}>
        <rect className={style.barGround} width={widthPx} height={heightPx} />
        <image
          href={evaluationWholeUrl({ evaluation, picture })}
          width={widthPx}
          height={heightPx}
          preserveAspectRatio="none"
        />
        {[...levels].map((level, i) =>
          level < LEAST_LEVEL ? null : (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
              key={i}
              className={style.probability}
              x={(i % columns) * cellX}
              y={Math.floor(i / columns) * cellY}
              width={cellX}
              height={cellY}
              fillOpacity={level / 425}
            />
          ),
        )}
        {shown.outlines.map((ring) => (
          <polygon
            key={ring.join(' ')}
            className={style.outline}
            points={ring.map(([x, y]) => `${x},${y}`).join(' ')}
            strokeWidth={stroke}
          />
        ))}
        {shown.centres.map(([x, y]) => (
          <path
            key={`${x} ${y}`}
            className={style.centre}
            d={`M${x - 3 * stroke} ${y}h${6 * stroke}M${x} ${y - 3 * stroke}v${6 * stroke}`}
            strokeWidth={stroke}
          />
        ))}
      </svg>
      <figcaption>
        <strong>{text}</strong> {strings.centres(centres)}. {strings.sketch}
      </figcaption>
    </figure>
  );
}
