/**
 * Makes the calibration pictures from UC Merced's validation split: `node build/calibration-pictures.mjs FOLDER`, where FOLDER holds
 * `val.jsonl` and `images/`. The sentences in calibration.json stay.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

/** Keeps the 210 pictures below 3 MB. */
const JPEG = { quality: 78, mozjpeg: true };

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('give the folder that holds val.jsonl and images/');
const target = fileURLToPath(new URL('../models/calibration/', import.meta.url));
const calibration = JSON.parse(readFileSync(join(target, 'calibration.json'), 'utf8'));
for (const each of Object.values(calibration.classes)) each.pictures = [];
const rows = readFileSync(join(folder, 'val.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
for (const { image, class: className } of rows.sort((a, b) => (a.image < b.image ? -1 : 1))) {
  const name = `${basename(image, extname(image))}.jpg`;
  writeFileSync(join(target, 'pictures', name), await sharp(join(folder, image)).jpeg(JPEG).toBuffer());
  calibration.classes[className].pictures.push(name);
}
writeFileSync(join(target, 'calibration.json'), `${JSON.stringify(calibration, null, 1)}\n`);
