/** Reduces a picture to a size for the screen by averaging; its shape is kept. */
import type { RgbImage } from '../../../core/tensor/rgb-image.ts';

const CHANNELS = 3;

/** The picture itself if neither edge is longer than `mostPx`. */
export function fitPicture(image: RgbImage, mostPx: number): RgbImage {
  const share = mostPx / Math.max(image.widthPx, image.heightPx);
  if (share >= 1) return image;
  const edge = (px: number): number => Math.max(1, Math.round(px * share));
  const [widthPx, heightPx] = [edge(image.widthPx), edge(image.heightPx)];
  const columns = spans(image.widthPx, widthPx);
  const rows = spans(image.heightPx, heightPx);
  const rgb = new Uint8Array(widthPx * heightPx * CHANNELS);
  for (let y = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++)
      for (let channel = 0; channel < CHANNELS; channel++)
        rgb[(y * widthPx + x) * CHANNELS + channel] = mean(image, columns, rows, x, y, channel);
  return { widthPx, heightPx, rgb };
}

/** Source pixels [spans[i], spans[i + 1]) of each target pixel; one at least, because targets are smaller. */
function spans(fromPx: number, toPx: number): readonly number[] {
  return Array.from({ length: toPx + 1 }, (_, i) => Math.floor((i * fromPx) / toPx));
}

function mean(
  { widthPx, rgb }: RgbImage,
  columns: readonly number[],
  rows: readonly number[],
  x: number,
  y: number,
  channel: number,
): number {
  let sum = 0;
  for (let row = rows[y]; row < rows[y + 1]; row++)
    for (let col = columns[x]; col < columns[x + 1]; col++)
      sum += rgb[(row * widthPx + col) * CHANNELS + channel];
  return Math.round(sum / ((rows[y + 1] - rows[y]) * (columns[x + 1] - columns[x])));
}
