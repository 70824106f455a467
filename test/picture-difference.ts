/** How two pictures differ, for the message of a test that fails where nobody can look at them. */
import sharp from 'sharp';

export type PictureDifference = {
  /** Largest difference of a channel, 0-255. */
  readonly most: number;
  /** How many pixels differ, in which rectangle, and by how much at most. */
  readonly words: string;
};

export async function pictureDifference(before: Uint8Array, after: Uint8Array): Promise<PictureDifference> {
  const [a, b] = await Promise.all([before, after].map(pixelsOf));
  if (a.width !== b.width || a.height !== b.height)
    return { most: 255, words: `${a.width} x ${a.height} pixels became ${b.width} x ${b.height}` };
  let [count, most, left, top, right, bottom] = [0, 0, a.width, a.height, 0, 0];
  for (let i = 0; i < a.width * a.height; i++) {
    const difference = Math.max(...[0, 1, 2].map((c) => Math.abs(a.data[3 * i + c] - b.data[3 * i + c])));
    if (difference === 0) continue;
    const [x, y] = [i % a.width, Math.floor(i / a.width)];
    [count, most] = [count + 1, Math.max(most, difference)];
    [left, top, right, bottom] = [
      Math.min(left, x),
      Math.min(top, y),
      Math.max(right, x),
      Math.max(bottom, y),
    ];
  }
  const words =
    count === 0
      ? 'no pixel differs'
      : `${count} of ${a.width * a.height} pixels differ, by ${most} of 255 at most, from (${left}, ${top}) to (${right}, ${bottom})`;
  return { most, words };
}

async function pixelsOf(png: Uint8Array): Promise<{ data: Uint8Array; width: number; height: number }> {
  const { data, info } = await sharp(png).flatten().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
