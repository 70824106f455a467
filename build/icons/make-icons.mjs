/**
 * Draws the application's icons from icon.svg: `node build/icons/make-icons.mjs`. The results are committed.
 * Formats: PNG in the sizes of the freedesktop icon theme, ICO (Windows) and ICNS (macOS), both containing PNG pictures.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const at = (name) => fileURLToPath(new URL(`./${name}`, import.meta.url));
const svg = readFileSync(at('icon.svg'));
const png = (sizePx) =>
  sharp(svg, { density: (72 * sizePx) / 1024 + 72 })
    .resize(sizePx, sizePx)
    .png({ compressionLevel: 9, palette: sizePx <= 64 })
    .toBuffer();

const LINUX_SIZES = [16, 32, 48, 64, 128, 256, 512];
const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256];
/** Type codes of Apple's icon format for PNG pictures, by size. */
const ICNS_TYPES = {
  16: 'icp4',
  32: 'icp5',
  64: 'icp6',
  128: 'ic07',
  256: 'ic08',
  512: 'ic09',
  1024: 'ic10',
};

for (const size of LINUX_SIZES) writeFileSync(at(`${size}x${size}.png`), await png(size));
writeFileSync(
  at('icon.ico'),
  ico(await Promise.all(ICO_SIZES.map(async (size) => ({ size, bytes: await png(size) })))),
);
const pictures = Object.entries(ICNS_TYPES).map(async ([size, type]) => ({
  type,
  bytes: await png(Number(size)),
}));
writeFileSync(at('icon.icns'), icns(await Promise.all(pictures)));

/** Header, one 16-byte entry a picture, then the pictures. */
function ico(entries) {
  const header = Buffer.alloc(6 + 16 * entries.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(entries.length, 4);
  let offset = header.length;
  for (const [i, { size, bytes }] of entries.entries()) {
    const entry = 6 + 16 * i;
    // 256 is written as 0.
    header.writeUInt8(size % 256, entry);
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(bytes.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += bytes.length;
  }
  return Buffer.concat([header, ...entries.map(({ bytes }) => bytes)]);
}

/** Big-endian chunks of type, length (with these 8 bytes) and picture. */
function icns(entries) {
  const chunks = entries.map(({ type, bytes }) => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32BE(bytes.length + 8, 4);
    return Buffer.concat([head, bytes]);
  });
  const head = Buffer.alloc(8);
  head.write('icns', 'latin1');
  head.writeUInt32BE(8 + chunks.reduce((sum, { length }) => sum + length, 0), 4);
  return Buffer.concat([head, ...chunks]);
}
