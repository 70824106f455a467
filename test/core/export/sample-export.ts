/** A small similarity map, its georeferencing and its provenance, for the export tests. */

import type { Provenance } from '../../../core/export/provenance.ts';
import { affineFromGdal } from '../../../core/geo/affine.ts';
import type { GeoTags } from '../../../core/geo/geo-tags.ts';
import type { SimilarityMap } from '../../../core/search/similarity-map.ts';

export const utmTags: GeoTags = {
  pixelScale: [0.5, 0.5, 0],
  tiepoints: [0, 0, 0, 500_000, 5_500_000, 0],
  transformation: null,
  keyDirectory: [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 2, 3072, 0, 1, 32_633],
  doubleParams: null,
  asciiParams: null,
};

export const northUp = affineFromGdal([500_000, 0.5, 0, 5_500_000, 0, -0.5]);
export const rotated = affineFromGdal([500_000, 0.4, 0.3, 5_500_000, 0.3, -0.4]);

export const provenance: Provenance = {
  query: 'a "steel" bridge <over> brown & wide water, Brücke 橋',
  model: 'starter',
  modelSha256: 'ab'.repeat(32),
  precision: 'int8',
  scene: 'manila_bridge.tif',
  sceneIdentity: 'cd'.repeat(32),
  askedArea: null,
  scalesPx: [256, 512],
  strideShare: 0.5,
  windows: 120,
  windowsPlanned: 1000,
  modelView: 'bands 0 1 2 none',
  verdict: { kind: 'absent', reason: 'Rates & <reasons>.' },
  threshold: null,
  device: 'CPU',
  sharpened: false,
  program: 'Longsight 0.1.0',
  created: '2026-11-23T00:00:00.000Z',
};

/** A smooth hill with NaN in the first column. */
export function hill(columns: number, rows: number, cellPx: number): SimilarityMap {
  const values = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const [dx, dy] = [column / columns - 0.5, row / rows - 0.5];
      values[row * columns + column] = column === 0 ? Number.NaN : 0.4 - dx * dx - dy * dy;
    }
  return { cellPx, columns, rows, values };
}
