/** Writer for ZIP archives (APPNOTE 6.3.10) without compression, since pictures are compressed already. */

import { crc32 } from '../bytes/crc32.ts';
import { joinBytes } from '../bytes/join.ts';
import { Unsupported } from '../errors.ts';
import type { Storage } from '../host.ts';
import { partNames, removeAbandonedParts } from './part-files.ts';

export type ZipMember = { readonly name: string; readonly read: () => Promise<Uint8Array> };

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
const UTF8_NAMES = 0x0800;
/** 1 January 1980, the earliest date of the format; a fixed date makes archives reproducible. */
const DATE = 0x0021;
const MOST_BYTES = 0xffff_fffe;
const MOST_MEMBERS = 0xfffe;

/**
 * Writes the members one by one to a temporary file beside `path`, which is renamed at the end. Returns the size of the archive in
 * bytes. Throws `Unsupported` beyond 4 GB or 65,534 members.
 */
export async function writeZip(
  storage: Storage,
  path: string,
  members: readonly ZipMember[],
  signal: AbortSignal,
): Promise<number> {
  if (members.length > MOST_MEMBERS)
    throw new Unsupported(
      `${path}: a ZIP file can hold at most ${MOST_MEMBERS} files; there are ${members.length}`,
    );
  await removeAbandonedParts(storage, path);
  const part = partNames(path)();
  const file = await storage.openAppend(part);
  try {
    const directory: Uint8Array[] = [];
    for (const { name, read } of members) {
      signal.throwIfAborted();
      const bytes = await read();
      const offset = file.sizeBytes;
      if (offset + bytes.length > MOST_BYTES)
        throw new Unsupported(`${path}: the ZIP file would be larger than 4 GB`);
      const fields = memberFields(bytes, new TextEncoder().encode(name));
      await file.append(joinBytes([words(LOCAL), fields.common, words16(0), fields.name, bytes]));
      directory.push(
        joinBytes([
          words(CENTRAL),
          words16(VERSION),
          fields.common,
          CENTRAL_REST,
          words(offset),
          fields.name,
        ]),
      );
    }
    const start = file.sizeBytes;
    const central = joinBytes(directory);
    const count = words16(0, 0, members.length, members.length);
    await file.append(joinBytes([central, words(END), count, words(central.length, start), words16(0)]));
  } catch (error) {
    await file.close();
    await storage.remove(part);
    throw error;
  }
  const { sizeBytes } = file;
  await file.close();
  await storage.rename(part, path);
  return sizeBytes;
}

/** Central directory fields that are all zero: extra field, comment, disk and attributes. */
const CENTRAL_REST = joinBytes([words16(0, 0, 0, 0), words(0)]);

function memberFields(bytes: Uint8Array, name: Uint8Array) {
  const head = words16(VERSION, UTF8_NAMES, 0, 0, DATE);
  const sizes = words(crc32(bytes), bytes.length, bytes.length);
  return { name, common: joinBytes([head, sizes, words16(name.length)]) };
}

function words(...values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [i, value] of values.entries()) view.setUint32(4 * i, value, true);
  return new Uint8Array(view.buffer);
}

function words16(...values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * values.length));
  for (const [i, value] of values.entries()) view.setUint16(2 * i, value, true);
  return new Uint8Array(view.buffer);
}
