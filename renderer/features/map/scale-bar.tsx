/** Scale bar of a round length: metres on the ground, or pixels for a scene without a CRS. */
import type { ReactNode } from 'react';
import { useView } from '../../state/application-context.ts';
import { formatMetres } from '../../ui/format.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

const LONGEST_PX = 120;

export function ScaleBar({ metresPerPixel }: { readonly metresPerPixel: number | null }): ReactNode {
  const zoom = useView((state) => state.zoom);
  if (zoom === null) return null;
  const unitsPerScreenPx = (metresPerPixel ?? 1) / zoom;
  const length = roundLength(LONGEST_PX * unitsPerScreenPx);
  const words = metresPerPixel === null ? `${length}\u00a0px` : formatMetres(length);
  return (
    <div className={style.scale} role="img" aria-label={strings.scaleBar(words)}>
      <span>{words}</span>
      <div className={style.scaleLine} style={{ width: length / unitsPerScreenPx }} />
    </div>
  );
}

/** The largest length of the form 1, 2 or 5 × 10ⁿ that fits. */
function roundLength(longest: number): number {
  const power = 10 ** Math.floor(Math.log10(longest));
  const leading = longest / power;
  return power * (leading >= 5 ? 5 : leading >= 2 ? 2 : 1);
}
