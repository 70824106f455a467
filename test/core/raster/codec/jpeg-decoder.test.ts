/** Our JPEG decoder beside libjpeg's (by sharp), and on damaged streams. */
import sharp, { type JpegOptions } from 'sharp';
import { expect, test } from 'vitest';
import { InvalidInput } from '../../../../core/errors.ts';
import { decodedJpeg, interleavedPlanes } from '../../../../core/raster/codec/decode-jpeg.ts';

const side = { width: 83, height: 61 };
const pixels = Uint8Array.from({ length: side.width * side.height }, (_, i) => {
  const [col, row] = [i % side.width, Math.floor(i / side.width)];
  return 128 + 90 * Math.sin(col / 5) * Math.cos(row / 7) + ((col * 7919 + row * 104_729) % 30);
});

function encoded(options: JpegOptions): Promise<Buffer> {
  return sharp(pixels, { raw: { ...side, channels: 1 } })
    .toColourspace('b-w')
    .jpeg(options)
    .toBuffer();
}

test.each([
  ['sequential', { quality: 80 }],
  ['sequential with tables of its own', { quality: 95, optimizeCoding: true }],
  ['progressive', { quality: 70, progressive: true }],
  ['progressive with fine steps', { quality: 100, progressive: true }],
] as const)('a %s stream has the samples of libjpeg', async (_, options) => {
  const stream = await encoded(options);
  const expected = await sharp(stream).toColourspace('b-w').raw().toBuffer();
  const { frame, planes } = await decodedJpeg(new Uint8Array(stream), side.width, side.height, 1);
  expect(Buffer.from(interleavedPlanes(frame, planes, side.width, side.height)).equals(expected)).toBe(true);
});

test('a stream that is cut, or of another size, is refused', async () => {
  const stream = new Uint8Array(await encoded({ quality: 80 }));
  const decode = (bytes: Uint8Array, width = side.width) => decodedJpeg(bytes, width, side.height, 1);
  await expect(decode(stream.subarray(0, stream.length >> 1))).rejects.toThrow(/the stream ends in row/);
  await expect(decode(stream, 500)).rejects.toThrow(
    /83 x 61 pixels in 1 bands found, 500 x 61 in 1 expected/,
  );
  await expect(decode(stream.subarray(0, 2))).rejects.toThrow(/without a frame header/);
});

test('damaged bytes end in a named error or in other samples, never in anything else', async () => {
  for (const options of [{ quality: 80 }, { quality: 70, progressive: true }]) {
    const sound = new Uint8Array(await encoded(options));
    for (let i = 0; i < 300; i++) {
      const stream = sound.slice();
      stream[(i * 7919) % stream.length] ^= 1 << (i % 8);
      await decodedJpeg(stream, side.width, side.height, 1).catch((error: unknown) => {
        if (!(error instanceof Error) || error.constructor.name === 'TypeError') throw error;
        expect(error instanceof InvalidInput || error.constructor.name === 'Unsupported', String(error)).toBe(
          true,
        );
      });
    }
  }
});
