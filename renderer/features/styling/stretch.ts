/** Named stretches and their limits. */

import type { BandRanges, BandRendering, Stretch, ValueRange } from '../../../core/documents/scene.ts';
import { renderingKey } from '../../../core/urls/rendering-key.ts';

/** `cut` spans the 2nd to 98th percentile of each band, `full` minimum to maximum, `sigmas` the mean ± 2 standard deviations. */
export type StretchKind = 'none' | 'custom' | keyof typeof LIMITS;

const LIMITS = { cut: 'cut', full: 'extremes', sigmas: 'sigmas' } as const;
const NAMED = ['cut', 'full', 'sigmas'] as const;

const BYTE: ValueRange = { min: 0, max: 255 };

/** `custom` keeps the current limits for editing. */
export function stretchOf(
  ranges: readonly BandRanges[],
  { bands, stretch }: BandRendering,
  kind: StretchKind,
): Stretch {
  if (kind === 'none') return { kind: 'none' };
  if (kind === 'custom')
    return stretch.kind === 'linear' ? stretch : { kind: 'linear', ranges: [BYTE, BYTE, BYTE] };
  const limits = (band: number): ValueRange => ranges[band][LIMITS[kind]];
  return { kind: 'linear', ranges: [limits(bands[0]), limits(bands[1]), limits(bands[2])] };
}

/** The name of the current stretch; `custom` until the ranges have loaded. */
export function stretchKind(ranges: readonly BandRanges[] | undefined, style: BandRendering): StretchKind {
  if (style.stretch.kind === 'none') return 'none';
  const key = renderingKey(style);
  const isKind = (kind: StretchKind): boolean =>
    ranges !== undefined && renderingKey({ ...style, stretch: stretchOf(ranges, style, kind) }) === key;
  return NAMED.find(isKind) ?? 'custom';
}
