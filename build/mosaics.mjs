/** Scenes of known content: chips of data sets laid beside each other. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

export const CHIP_PX = 256;
/** Chips along an edge of a mosaic for localization, and of the block of one class in it. */
const MOSAIC = 6;
const BLOCK = 2;
const MOSAICS = 10;

/** Records of a split of a data set in `shared`, with the `path` of each picture. */
export function records(shared, set, split) {
  const folder = join(shared, set);
  return readFileSync(join(folder, `${split}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map((record) => ({ ...record, path: join(folder, record.image) }));
}

/** Numbers in [0, 1) (mulberry32), the same on every machine. */
export function numbersFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Writes the chips, `edge` in a row, each `chipPx` wide. */
export async function mosaic(chips, edge, chipPx, path) {
  const tiles = await Promise.all(
    chips.map(async (chip, i) => ({
      input: await sharp(chip.path).resize(chipPx, chipPx, { fit: 'fill' }).toBuffer(),
      left: (i % edge) * chipPx,
      top: Math.floor(i / edge) * chipPx,
    })),
  );
  const canvas = sharp({
    create: { width: edge * chipPx, height: edge * chipPx, channels: 3, background: '#000' },
  }).composite(tiles);
  await (path.endsWith('.tif') ? canvas.tiff({ compression: 'jpeg', quality: 90 }) : canvas.jpeg()).toFile(
    path,
  );
}

/** Mosaics of chips with a block of one class at a random place, and AIR-SLT's annotation file. `words` has the words for each class. */
export async function writeLocalizationSet(folder, all, words) {
  mkdirSync(folder, { recursive: true });
  const random = numbersFrom(7);
  const pick = (items) => items[Math.floor(random() * items.length)];
  const classes = [...new Set(all.map((record) => record.class))];
  const annotations = [];
  for (let number = 0; number < MOSAICS; number++) {
    const shown = pick(classes);
    const [own, others] = [
      all.filter((record) => record.class === shown),
      all.filter((record) => record.class !== shown),
    ];
    const [left, top] = [0, 0].map(() => Math.floor(random() * (MOSAIC - BLOCK + 1)));
    const chips = Array.from({ length: MOSAIC ** 2 }, (_, i) => {
      const [column, row] = [i % MOSAIC, Math.floor(i / MOSAIC)];
      const isIn = column >= left && column < left + BLOCK && row >= top && row < top + BLOCK;
      return pick(isIn ? own : others);
    });
    await mosaic(chips, MOSAIC, CHIP_PX, join(folder, `${number}.jpg`));
    const [x0, y0] = [left * CHIP_PX, top * CHIP_PX];
    const [x1, y1] = [x0 + BLOCK * CHIP_PX - 1, y0 + BLOCK * CHIP_PX - 1];
    annotations.push({
      caption: `a satellite photo of ${words[shown]}.`,
      jpg_name: `${number}.jpg`,
      points: [
        [
          [x0, y0],
          [x1, y0],
          [x1, y1],
          [x0, y1],
        ],
      ],
    });
  }
  writeFileSync(join(folder, 'anno.json'), JSON.stringify(annotations));
}
