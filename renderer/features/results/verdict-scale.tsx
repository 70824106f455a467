/** Scale of a verdict: the typical scores of absent and present content in this scene, and the score of the question. */
import type { CSSProperties, ReactNode } from 'react';
import type { VerdictScale as Scale, Verdict } from '../../../core/documents/verdict.ts';
import { formatNumber, formatScore } from '../../ui/format.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

/** Share of the scale's length left free on both sides of its marks. */
const MARGIN = 0.12;

export function VerdictScale({ verdict: { scale, position } }: { readonly verdict: Verdict }): ReactNode {
  if (scale === null || position === null) return null;
  const place = placeOn(scale);
  return (
    <div
      className={style.scale}
      role="img"
      aria-label={strings.scale(short(scale.reached), short(scale.absent), short(scale.present))}
    >
      <div
        className={style.track}
        style={{ '--from': place(scale.absentBelow), '--to': place(scale.presentFrom) } as CSSProperties}
      >
        <span className={style.mark} style={{ '--at': place(scale.absent) } as CSSProperties}>
          {strings.absentMark}
        </span>
        <span className={style.mark} style={{ '--at': place(scale.present) } as CSSProperties}>
          {strings.presentMark}
        </span>
        <span
          className={style.reached}
          style={{ '--at': place(scale.reached) } as CSSProperties}
          title={formatScore(scale.reached)}
        />
      </div>
    </div>
  );
}

function short(cosine: number): string {
  return formatNumber(cosine, 2);
}

/** Converts a cosine to a position on the scale, in per cent of its length. Values off the scale move to its ends. */
function placeOn({ absent, present, absentBelow, presentFrom }: Scale): (cosine: number) => string {
  const low = Math.min(absent, absentBelow);
  const high = Math.max(present, presentFrom);
  const span = Math.max(high - low, 1e-6);
  return (cosine) => {
    const share = MARGIN + ((1 - 2 * MARGIN) * (cosine - low)) / span;
    return `${(100 * Math.min(1, Math.max(0, share))).toFixed(1)}%`;
  };
}
