/** A 20,000 x 20,000 RGB scene in deflated strips of one row, without overviews: hard on every reader. About 0.5 GB, made once. */
import { existsSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

const sidePx = 20_000;

/** Path of the scene in `folder`. */
export async function stripedScene(folder: string): Promise<string> {
  const path = join(folder, `longsight-big-${sidePx}.tif`);
  if (!existsSync(path)) await makeStripedFile(path);
  return path;
}

/** Writes a classic little-endian TIFF: the strips in order, then the directory. */
async function makeStripedFile(target: string): Promise<void> {
  const deflate = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.deflate);
  const file = await open(`${target}.part`, 'w');
  const offsets = new Uint32Array(sidePx);
  const counts = new Uint32Array(sidePx);
  let at = 8;
  const batch = 64;
  for (let row = 0; row < sidePx; row += batch) {
    const rows = Array.from({ length: Math.min(batch, sidePx - row) }, (_, i) => row + i);
    const strips = await Promise.all(rows.map((r) => deflate(makeRow(r), { level: 1 })));
    for (const [i, strip] of strips.entries()) {
      offsets[row + i] = at;
      counts[row + i] = strip.length;
      await file.write(strip, 0, strip.length, at);
      at += strip.length;
    }
  }
  const lists = [offsets, counts, new Uint16Array([8, 8, 8])].map((values) => {
    const bytes = new Uint8Array(values.buffer);
    const where = at;
    at += bytes.length + (bytes.length % 2);
    return { bytes, where };
  });
  for (const { bytes, where } of lists) await file.write(bytes, 0, bytes.length, where);
  const directory = directoryBytes([
    [256, 4, 1, sidePx],
    [257, 4, 1, sidePx],
    [258, 3, 3, lists[2].where],
    [259, 3, 1, 8],
    [262, 3, 1, 2],
    [273, 4, sidePx, lists[0].where],
    [277, 3, 1, 3],
    [278, 4, 1, 1],
    [279, 4, sidePx, lists[1].where],
    [284, 3, 1, 1],
  ]);
  await file.write(directory, 0, directory.length, at);
  const header = new Uint8Array([0x49, 0x49, 42, 0, 0, 0, 0, 0]);
  new DataView(header.buffer).setUint32(4, at, true);
  await file.write(header, 0, 8, 0);
  await file.close();
  await rename(`${target}.part`, target);
}

function directoryBytes(entries: readonly (readonly [number, number, number, number])[]): Uint8Array {
  const bytes = new Uint8Array(2 + entries.length * 12 + 4);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, entries.length, true);
  for (const [i, [tag, type, count, value]] of entries.entries()) {
    view.setUint16(2 + i * 12, tag, true);
    view.setUint16(4 + i * 12, type, true);
    view.setUint32(6 + i * 12, count, true);
    view.setUint32(10 + i * 12, value, true);
  }
  return bytes;
}

/** Fields and speckle, which compress about as well as imagery. */
function makeRow(row: number): Uint8Array {
  const bytes = new Uint8Array(sidePx * 3);
  let noise = (row * 2_654_435_761) >>> 0;
  for (let col = 0; col < sidePx; col++) {
    noise = (Math.imul(noise, 1_664_525) + 1_013_904_223) >>> 0;
    const field = ((col >> 8) * 37 + (row >> 8) * 61) & 127;
    for (let c = 0; c < 3; c++) bytes[col * 3 + c] = 40 + field + ((noise >> (8 * c)) & 15);
  }
  return bytes;
}
