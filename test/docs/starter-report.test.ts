/** The starter's report may show pictures of UC Merced only: those of AID must not be published. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { sharedPath } from '../shared.ts';
import { textOf } from './pages.ts';

const page = textOf('docs/reports/starter.html');
const sections = page.split('<section id=').slice(1);
const LARGEST_BYTES = 2_000_000;
const THUMB_PX = 16;

test('it is small, needs no other file and says what the calibration data are', () => {
  expect(page.length).toBeLessThan(LARGEST_BYTES);
  expect(page).not.toMatch(/<script|https?:|src="(?!data:)|href="(?!#|data:)/);
  expect(page).toMatch(/validation split is also the calibration data/);
});

test('no section about AID has a picture; sections about UC Merced have', () => {
  const about = (set: string) => sections.filter((section) => section.slice(0, 300).includes(set));
  expect(about('rsicd-150px').length).toBeGreaterThan(0);
  for (const section of about('rsicd-150px')) expect(section).not.toContain('data:image');
  expect(about('ucmerced').some((section) => section.includes('data:image'))).toBe(true);
});

test.skipIf(!existsSync(sharedPath('data/rsicd-150px/images')))(
  'none of its pictures is one of AID',
  async () => {
    const addresses = [...page.matchAll(/data:image\/jpeg;base64,([\w+/=]+)/g)].map(([, data]) => data);
    const shown = await Promise.all(addresses.map((data) => thumb(Buffer.from(data, 'base64'))));
    const folder = sharedPath('data/rsicd-150px');
    const lines = (await readFile(join(folder, 'val.jsonl'), 'utf8')).trim().split('\n');
    for (const { image } of lines.map((line): { readonly image: string } => JSON.parse(line))) {
      const other = await thumb(join(folder, image));
      expect(Math.min(...shown.map((picture) => difference(picture, other))), image).toBeGreaterThan(3);
    }
  },
);

function thumb(picture: Buffer | string): Promise<Buffer> {
  return sharp(picture).resize(THUMB_PX, THUMB_PX, { fit: 'cover' }).removeAlpha().raw().toBuffer();
}

function difference(a: Buffer, b: Buffer): number {
  return a.reduce((sum, level, i) => sum + Math.abs(level - b[i]), 0) / a.length;
}
