import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileKernel } from '../../../build/kernel.mjs';
import { InvalidInput } from '../../../core/errors.ts';
import { resizeAndCrop } from '../../../models/preprocess/resize-crop.ts';
import { generator } from '../tiny-weights.ts';

const PYTHON = '/usr/bin/python3';

/** torchvision's `Resize(size, BICUBIC)` and `CenterCrop(size)` on PIL pictures, with its formulas. */
const SCRIPT = `
import sys
from PIL import Image
path, w, h, size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
image = Image.frombytes('RGB', (w, h), open(path, 'rb').read())
short, long = min(w, h), max(w, h)
other = int(size * long / short)
image = image.resize((size, size) if sys.argv[5] == 'squash' else (size, other) if w <= h else (other, size), Image.BICUBIC)
left, top = int(round((image.width - size) / 2.0)), int(round((image.height - size) / 2.0))
open(path + '.out', 'wb').write(image.crop((left, top, left + size, top + size)).tobytes())
`;

const testWithPillow = test.skipIf(!hasPillow());

describe('resizing and cropping', () => {
  testWithPillow.each([
    [256, 256, 224],
    [512, 512, 224],
    [768, 768, 112],
    [1024, 1024, 224],
    [96, 96, 224],
    [223, 225, 224],
    [225, 224, 224],
    [640, 427, 224],
    [427, 641, 128],
    [1, 1, 32],
    [3, 700, 64],
    [701, 2, 64],
    [150, 150, 112],
  ])('%i x %i px to %i px gives the bytes of Pillow', async (widthPx, heightPx, sizePx) => {
    const rgb = noise(widthPx, heightPx);
    const crop = new Uint8Array(sizePx * sizePx * 3);
    resizeAndCrop({ widthPx, heightPx, rgb }, sizePx, crop);
    expect(Buffer.from(crop).equals(await pillowCrop(rgb, widthPx, heightPx, sizePx))).toBe(true);
  });

  testWithPillow.each([
    [256, 256, 224],
    [640, 427, 224],
    [300, 901, 256],
    [256, 90, 256],
    [1, 7, 32],
  ])('%i x %i px squashed to %i px gives the bytes of Pillow', async (widthPx, heightPx, sizePx) => {
    const rgb = noise(widthPx, heightPx);
    const crop = new Uint8Array(sizePx * sizePx * 3);
    resizeAndCrop({ widthPx, heightPx, rgb }, sizePx, crop, 'bicubic-squash');
    expect(Buffer.from(crop).equals(await pillowCrop(rgb, widthPx, heightPx, sizePx, 'squash'))).toBe(true);
  });

  test('leaves a picture of the right size unchanged', () => {
    const rgb = noise(32, 32);
    const crop = new Uint8Array(rgb.length);
    resizeAndCrop({ widthPx: 32, heightPx: 32, rgb }, 32, crop);
    expect(crop).toEqual(rgb);
  });

  test('refuses a picture whose bytes do not match its size', () => {
    const picture = { widthPx: 4, heightPx: 4, rgb: new Uint8Array(47) };
    expect(() => resizeAndCrop(picture, 2, new Uint8Array(12))).toThrow(InvalidInput);
  });
});

test('the resampling kernel equals what its source compiles to', async () => {
  const generated = new URL('../../../models/preprocess/resample.generated.ts', import.meta.url);
  expect(await compileKernel('models/preprocess/resample.as')).toBe(readFileSync(generated, 'utf8'));
});

/** Noise with hard edges and flat parts, which cause overshoot and clamping. */
function noise(widthPx: number, heightPx: number): Uint8Array {
  const random = generator(widthPx * 31 + heightPx);
  return Uint8Array.from({ length: widthPx * heightPx * 3 }, (_, i) => {
    const x = Math.floor(i / 3) % widthPx;
    if (x % 17 < 5) return x % 2 === 0 ? 255 : 0;
    return Math.floor(random() * 256);
  });
}

async function pillowCrop(
  rgb: Uint8Array,
  widthPx: number,
  heightPx: number,
  sizePx: number,
  rule: 'crop' | 'squash' = 'crop',
): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'longsight-pillow-'));
  try {
    const path = join(folder, 'rgb');
    await writeFile(path, rgb);
    const sizes = [widthPx, heightPx, sizePx].map(String);
    execFileSync(PYTHON, ['-c', SCRIPT, path, ...sizes, rule]);
    return await readFile(`${path}.out`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function hasPillow(): boolean {
  try {
    execFileSync(PYTHON, ['-c', 'import PIL'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
