/** A scene made from a formula and an encoder that projects mean colours: small, and the same on every run. */

import { toHalves } from '../../../core/bytes/float16.ts';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import type { Encoder } from '../../../core/encoder.ts';
import type { MaskedRgb, SceneReader } from '../../../core/raster/scene-reader.ts';
import { type Bank, bankOf } from '../../../core/search/bank.ts';
import type { Grid } from '../../../core/search/grid.ts';
import type { IndexKey } from '../../../core/search/index-key.ts';
import type { RgbImage } from '../../../core/tensor/rgb-image.ts';
import { seededRandom } from './seeded-random.ts';

export const DIM = 32;
/** Mean colours of 8 x 8 cells. */
const FEATURES = 8 * 8 * 3;

/** Smooth colour waves; `isValid` says which pixels hold data, `isBlack` which lie in a black collar. */
export function syntheticScene(
  widthPx: number,
  heightPx: number,
  rules: { isValid?: (x: number, y: number) => boolean; isBlack?: (x: number, y: number) => boolean } = {},
): SceneReader & { readonly read: RasterWindow[] } {
  const read: RasterWindow[] = [];
  const readRgb = async (win: RasterWindow): Promise<MaskedRgb> => {
    read.push(win);
    const rgb = new Uint8Array(win.widthPx * win.heightPx * 3);
    const valid = rules.isValid ? new Uint8Array(win.widthPx * win.heightPx) : null;
    for (let row = 0; row < win.heightPx; row++)
      for (let col = 0; col < win.widthPx; col++) {
        const [x, y] = [win.col + col, win.row + row];
        const at = row * win.widthPx + col;
        if (valid !== null) valid[at] = rules.isValid?.(x, y) ? 1 : 0;
        if (rules.isBlack?.(x, y)) continue;
        rgb[at * 3] = 128 + 100 * Math.sin(x / 37 + y / 91);
        rgb[at * 3 + 1] = 128 + 100 * Math.sin(x / 53 - y / 29);
        rgb[at * 3 + 2] = (x * 7 + y * 13) & 255;
      }
    return { widthPx: win.widthPx, heightPx: win.heightPx, rgb, valid };
  };
  return { widthPx, heightPx, readRgb, read };
}

export function projectionEncoder(seed = 1): Encoder {
  const random = seededRandom(seed);
  const weights = Float32Array.from({ length: FEATURES * DIM }, () => random() - 0.5);
  return {
    model: {
      id: 'projection',
      weightsSha256: String(seed).padStart(64, '0'),
      precision: 'fp32',
      embeddingDim: DIM,
      imageSizePx: 8,
      contextLength: 77,
    },
    encodeImages: async (images) => stacked(images.map((image) => project(features(image), weights))),
    encodeTexts: async () => new Float32Array(0),
  };
}

/** Random sentences. */
export function syntheticBank(count = 8): Bank {
  const random = seededRandom(9);
  const vectors = Float32Array.from({ length: count * DIM }, () => random() - 0.5);
  for (let b = 0; b < count; b++) {
    const row = vectors.subarray(b * DIM, (b + 1) * DIM);
    const length = Math.hypot(...row);
    row.forEach((value, i) => {
      row[i] = value / length;
    });
  }
  const halves = new Uint16Array(vectors.length);
  toHalves(vectors, halves);
  return bankOf('ab'.repeat(32), halves, DIM);
}

export function syntheticKey(encoder: Encoder, grid: Grid): IndexKey {
  return { sceneContent: 'waves', modelView: 'rgb', model: encoder.model, grid };
}

function features(image: RgbImage): Float32Array {
  const means = new Float32Array(FEATURES);
  const cell = image.widthPx / 8;
  for (let y = 0; y < image.heightPx; y++)
    for (let x = 0; x < image.widthPx; x++) {
      const at = Math.floor(y / cell) * 8 + Math.floor(x / cell);
      for (let c = 0; c < 3; c++) means[at * 3 + c] += image.rgb[(y * image.widthPx + x) * 3 + c] / 255 - 0.5;
    }
  return means;
}

function project(from: Float32Array, weights: Float32Array): Float32Array {
  const to = new Float32Array(DIM);
  for (let i = 0; i < FEATURES; i++) for (let d = 0; d < DIM; d++) to[d] += from[i] * weights[i * DIM + d];
  const length = Math.hypot(...to);
  return to.map((x) => x / length);
}

function stacked(rows: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(rows.length * DIM);
  rows.forEach((row, i) => {
    all.set(row, i * DIM);
  });
  return all;
}
