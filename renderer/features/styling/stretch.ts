/** Named stretches and the limits they stand for. */

import type { BandRanges, BandRendering, Stretch, ValueRange } from '../../../core/documents/scene.ts';
import { renderingKey } from '../../../core/urls/rendering-key.ts';

/** `cut`: the middle 96 % of each band's values; `full`: all of them. */
export type StretchKind = 'none' | 'cut' | 'full' | 'custom';

const BYTE: ValueRange = { min: 0, max: 255 };

/** `custom` keeps what is shown now, as limits to edit. */
export function stretchOf(
  ranges: readonly BandRanges[],
  { bands, stretch }: BandRendering,
  kind: StretchKind,
): Stretch {
  if (kind === 'none') return { kind: 'none' };
  if (kind === 'custom')
    return stretch.kind === 'linear' ? stretch : { kind: 'linear', ranges: [BYTE, BYTE, BYTE] };
  const limits = (band: number): ValueRange => (kind === 'cut' ? ranges[band].cut : ranges[band].extremes);
  return { kind: 'linear', ranges: [limits(bands[0]), limits(bands[1]), limits(bands[2])] };
}

/** The name of the stretch in force; `custom` while the ranges are not known. */
export function stretchKind(ranges: readonly BandRanges[] | undefined, style: BandRendering): StretchKind {
  if (style.stretch.kind === 'none') return 'none';
  const key = renderingKey(style);
  const isKind = (kind: StretchKind): boolean =>
    ranges !== undefined && renderingKey({ ...style, stretch: stretchOf(ranges, style, kind) }) === key;
  return isKind('cut') ? 'cut' : isKind('full') ? 'full' : 'custom';
}
