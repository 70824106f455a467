/** Encodes the picture sent to a vision model: JPEG, at most 768 px a side. */
import type { RgbImage } from '../../../core/tensor/rgb-image.ts';
import type { PictureService } from '../scenes/picture-service.ts';

/** Larger pictures cost a vision model more tokens and add little. */
const LARGEST_PX = 768;

export async function sentPicture(pictures: PictureService, path: string): Promise<Uint8Array> {
  const { widthPx, heightPx, rgb } = reduced(await pictures.read(path));
  return pictures.encode({ widthPx, heightPx, channels: 3, pixels: rgb }, 'jpeg');
}

/** Reduces by the smallest whole factor that fits: each pixel is the mean of a block. Incomplete blocks are dropped. */
function reduced(image: RgbImage): RgbImage {
  const factor = Math.ceil(Math.max(image.widthPx, image.heightPx) / LARGEST_PX);
  if (factor === 1) return image;
  const widthPx = Math.max(1, Math.floor(image.widthPx / factor));
  const heightPx = Math.max(1, Math.floor(image.heightPx / factor));
  const rgb = new Uint8Array(widthPx * heightPx * 3);
  for (let row = 0; row < heightPx; row++)
    for (let col = 0; col < widthPx; col++)
      for (let c = 0; c < 3; c++)
        rgb[3 * (row * widthPx + col) + c] = blockMean(image, col * factor, row * factor, factor, c);
  return { widthPx, heightPx, rgb };
}

function blockMean(image: RgbImage, col: number, row: number, factor: number, c: number): number {
  const columns = Math.min(factor, image.widthPx - col);
  const rows = Math.min(factor, image.heightPx - row);
  let sum = 0;
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) sum += image.rgb[3 * ((row + y) * image.widthPx + col + x) + c]!;
  return Math.round(sum / (columns * rows));
}
