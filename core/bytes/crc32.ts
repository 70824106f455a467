/** CRC-32 (IEEE 802.3, reflected), computed eight bytes at a time ("slicing by 8", Kounavis and Berry 2005). */

const POLYNOMIAL = 0xedb88320;
const tables = makeTables();

/** CRC of `bytes` as an unsigned 32-bit number; `before` is the CRC of the preceding bytes (0 at the start). */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  let i = 0;
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables;
  for (const end = bytes.length - 7; i < end; i += 8) {
    crc ^= bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
    crc =
      t7[crc & 255] ^
      t6[(crc >>> 8) & 255] ^
      t5[(crc >>> 16) & 255] ^
      t4[crc >>> 24] ^
      t3[bytes[i + 4]] ^
      t2[bytes[i + 5]] ^
      t1[bytes[i + 6]] ^
      t0[bytes[i + 7]];
  }
  for (; i < bytes.length; i++) crc = t0[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}

function makeTables(): readonly Int32Array[] {
  const made = Array.from({ length: 8 }, () => new Int32Array(256));
  for (let i = 0; i < 256; i++) {
    let crc = i;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    made[0][i] = crc;
  }
  for (let t = 1; t < 8; t++)
    for (let i = 0; i < 256; i++) made[t][i] = made[0][made[t - 1][i] & 255] ^ (made[t - 1][i] >>> 8);
  return made;
}
