/** Pictures of a batch: decoded a few at a time, and what the plan of a run counts for them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodingMemory } from '../../../core/memory-budget.ts';
import { decodePictures } from '../../../training/dataset/decode-pictures.ts';
import { pictureMemory } from '../../../training/dataset/picture-memory.ts';
import { sourceHost } from '../../core/raster/source-host.ts';

const BROKEN = 'no picture';
const host = sourceHost();
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pictures-'));
});
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true });
});

async function gray(value: number, sidePx = 8): Promise<string> {
  const pixels = new Uint8Array(sidePx * sidePx * 3).fill(value);
  const picture = { widthPx: sidePx, heightPx: sidePx, channels: 3, pixels } as const;
  const path = join(folder, `${value}-${sidePx}.png`);
  await writeFile(path, await host.codecs.encodePicture(picture, 'png'));
  return path;
}

const _pairOf = (image: string) => ({
  image,
  long: null,
  short: 'x',
  group: null,
  class: null,
  origin: image,
});

test('each picture is used once, and no more than four are decoded at a time', async () => {
  const paths = await Promise.all(Array.from({ length: 40 }, (_, i) => gray(i)));
  let [now, most] = [0, 0];
  const decodePicture: typeof host.codecs.decodePicture = async (bytes) => {
    now += 1;
    most = Math.max(most, now);
    const picture = await host.codecs.decodePicture(bytes);
    await new Promise((resolve) => setTimeout(resolve, 2));
    now -= 1;
    return picture;
  };
  const codecs = Object.assign(Object.create(host.codecs), { decodePicture });
  const seen: number[] = [];
  await decodePictures({ storage: host.storage, codecs }, paths, ({ rgb }, i) => {
    seen[i] = rgb[0];
  });
  expect(seen).toEqual(paths.map((_, i) => i));
  expect(most).toBe(4);
});

test('the first picture that cannot be read ends the batch, by name', async () => {
  const broken = join(folder, 'broken.png');
  await writeFile(broken, BROKEN);
  const paths = [await gray(1), broken, ...Array.from({ length: 50 }, () => join(folder, '1-8.png'))];
  let used = 0;
  let fail: () => void = () => undefined;
  const failed = new Promise<void>((resolve) => {
    fail = resolve;
  });
  // The others wait for the broken one, whichever thread is first.
  const decodePicture: typeof host.codecs.decodePicture = async (bytes) => {
    if (bytes.length > BROKEN.length) await failed;
    return host.codecs.decodePicture(bytes).finally(fail);
  };
  const codecs = Object.assign(Object.create(host.codecs), { decodePicture });
  const decoding = decodePictures({ storage: host.storage, codecs }, paths, () => {
    used += 1;
  });
  await expect(decoding).rejects.toThrow(/broken\.png: cannot be read/);
  expect(used).toBeLessThan(10);
});

test('a plan counts what the largest pictures take while they are decoded, at most the budget', async () => {
  const small = await gray(3);
  const large = await gray(3, 1000);
  const [ofSmall, ofLarge] = [await pictureMemory(host, [small]), await pictureMemory(host, [small, large])];
  expect(ofLarge).toBeGreaterThan(4 * 1000 * 1000 * 3);
  expect(ofLarge).toBeLessThan(4 * 1000 * 1000 * 6);
  expect(ofSmall).toBeLessThan(4 * 8 * 8 * 6);
  const bomb = join(folder, 'bomb.webp');
  const hex = '524946461e000000574542505650384c110000002ffebfff0f07d0842634a1ff8188e87f0000';
  await writeFile(bomb, Buffer.from(hex, 'hex'));
  expect(await pictureMemory(host, [bomb, 'missing.png'])).toBe(decodingMemory.totalBytes);
});
