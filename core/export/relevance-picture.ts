/** Picture of a relevance map: the window with the relevance of its patches in colour. */
import { between } from '../search/patch-field.ts';
import { RELEVANCE_OPACITY, relevanceColours } from '../style/relevance-colours.ts';
import type { RgbImage } from '../tensor/rgb-image.ts';

/**
 * `values` `[perEdge, perEdge]` over a square picture, interpolated between the centres of the patches. The picture alone if no patch
 * stands out.
 */
export function relevancePicture(picture: RgbImage, perEdge: number, values: Float32Array): RgbImage {
  const { widthPx, heightPx } = picture;
  const fine = new Float32Array(widthPx * heightPx);
  for (let row = 0; row < heightPx; row++)
    for (let col = 0; col < widthPx; col++) {
      const x = ((col + 0.5) / widthPx) * perEdge - 0.5;
      const y = ((row + 0.5) / heightPx) * perEdge - 0.5;
      fine[row * widthPx + col] = between(values, perEdge, x, y);
    }
  const colours = relevanceColours(fine);
  if (colours === null) return picture;
  const rgb = picture.rgb.map((value, i) => {
    const colour = colours[Math.floor(i / 3)][i % 3];
    return Math.round((1 - RELEVANCE_OPACITY) * value + RELEVANCE_OPACITY * colour);
  });
  return { widthPx, heightPx, rgb };
}
