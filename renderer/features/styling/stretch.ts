/** Named stretches and the limits they stand for. */

import type { BandRendering, Range, SceneDetail, Stretch } from '../../../core/rpc/documents.ts';
import { renderingKey } from '../../../core/rpc/rendering-key.ts';

export type StretchKind = 'none' | 'cut' | 'custom';

/** 2 to 98 per cent of each band's values, as the core sampled them. */
export function cutStretch(scene: SceneDetail, bands: BandRendering['bands']): Stretch {
  const range = (band: number): Range => scene.bands[band].range;
  return { kind: 'linear', ranges: [range(bands[0]), range(bands[1]), range(bands[2])] };
}

export function stretchKind(scene: SceneDetail, style: BandRendering): StretchKind {
  if (style.stretch.kind === 'none') return 'none';
  const cut = { bands: style.bands, stretch: cutStretch(scene, style.bands) };
  return renderingKey(cut) === renderingKey(style) ? 'cut' : 'custom';
}
