// JPEG as TIFF files hold it (ITU-T T.81): sequential, Huffman coding, one scan of one or three components with 8 bits, the second and third
// perhaps of half the width, or of half the width and height. Everything else, and everything damaged, is refused: another decoder has the
// last word on it.

import { bitsAreSound, reach, readBlock, startBits, TABLE_BYTES } from './jpeg-bits';
import { interleaveRow, widerRow } from './jpeg-colours';
import {
  across,
  BLOCK,
  down,
  firsts,
  interval,
  isYcbcr,
  jpegBands,
  jpegHeight,
  jpegWidth,
  ofComponent,
  others,
  PLACES,
  QUANTIZATION,
  quantizations,
  scanAt,
  TABLES,
  unitsAcross,
  unitsDown,
} from './jpeg-header';
import { flatBlock, inverseDct, inverseDct4 } from './jpeg-samples';

/**
 * Pixels [rows, jpegWidth, jpegBands] of the stream whose header was read last. `plain` has room for the stream without its markers and 32
 * bytes; `planes` for jpegRoom bytes; 48 bytes behind the pixels may be written.
 */
export function jpegPixels(from: usize, bytes: u32, plain: usize, planes: usize, out: usize, rows: i32): bool {
  const end = from + <usize>bytes;
  const width = <usize>(unitsAcross() * 8 * across);
  const chromaWidth = width / <usize>across;
  const chroma = planes + width * <usize>(unitsDown() * 8 * down);
  const chromaBytes = chromaWidth * <usize>(unitsDown() * 8);
  memory.fill(BLOCK, 0, 128);
  let at = scanAt;
  let previous0: i32 = 0;
  let previous1: i32 = 0;
  let previous2: i32 = 0;
  let untilRestart: i32 = 0;
  for (let row: i32 = 0; row < unitsDown(); row++)
    for (let col: i32 = 0; col < unitsAcross(); col++) {
      if (untilRestart == 0) {
        if (row > 0 || col > 0) {
          if (!bitsAreSound() || interval == 0 || (load<u8>(at + 1) & 0xf8) != 0xd0) return false;
          at += 2;
        }
        const stop = unstuffed(at, end, plain);
        if (stop == 0) return false;
        at = stop;
        previous0 = 0;
        previous1 = 0;
        previous2 = 0;
        untilRestart = interval == 0 ? i32.MAX_VALUE : interval;
      }
      untilRestart -= 1;
      const luma = planes + <usize>(row * 8 * down) * width + <usize>(col * 8 * across);
      for (let y: i32 = 0; y < down; y++)
        for (let x: i32 = 0; x < across; x++)
          previous0 = block(0, previous0, luma + <usize>(y * 8) * width + <usize>(x * 8), width);
      if (jpegBands == 3) {
        const place = chroma + <usize>(row * 8) * chromaWidth + <usize>(col * 8);
        previous1 = block(1, previous1, place, chromaWidth);
        previous2 = block(2, previous2, place + chromaBytes, chromaWidth);
      }
      if (!bitsAreSound()) return false;
    }
  putRows(planes, width, chroma, chromaWidth, chromaBytes, out, rows);
  return true;
}

function block(component: i32, previous: i32, out: usize, stride: usize): i32 {
  const first = TABLES + ofComponent(firsts, component) * TABLE_BYTES;
  const other = TABLES + (4 + ofComponent(others, component)) * TABLE_BYTES;
  const direct = readBlock(BLOCK, PLACES, first, other, previous);
  const factors = QUANTIZATION + (ofComponent(quantizations, component) << 7);
  if (reach == 0) flatBlock(BLOCK, factors, out, stride);
  else if (reach < 10) inverseDct4(BLOCK, factors, out, stride);
  else inverseDct(BLOCK, factors, out, stride);
  return direct;
}

/**
 * Copies the bits from `from` up to the next marker to `plain`, without the zero bytes that follow each byte of ones, and starts to read
 * them. Returns where the marker is, 0 without one.
 */
function unstuffed(from: usize, end: usize, plain: usize): usize {
  let at = from;
  let to = plain;
  while (at < end) {
    if (at + 16 <= end) {
      const bytes = v128.load(at);
      v128.store(to, bytes);
      const ones = i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(-1)));
      const clear = ones == 0 ? 16 : <usize>ctz(ones);
      at += clear;
      to += clear;
      if (clear == 16) continue;
    }
    const byte = load<u8>(at);
    if (byte == 0xff) {
      if (at + 1 >= end) return 0;
      if (load<u8>(at + 1) != 0) {
        memory.fill(to, 0, 16);
        startBits(plain, to);
        return at;
      }
      at += 1;
    }
    store<u8>(to, byte);
    at += 1;
    to += 1;
  }
  return 0;
}

function putRows(
  planes: usize,
  width: usize,
  chroma: usize,
  chromaWidth: usize,
  chromaBytes: usize,
  out: usize,
  rows: i32,
): void {
  const shown = <usize>jpegWidth;
  const second = chroma + 2 * chromaBytes;
  const third = second + width + 16;
  const sums = third + width + 16;
  const lastRow = (jpegHeight + down - 1) / down - 1;
  const samples = (shown + <usize>across - 1) / <usize>across;
  for (let row: i32 = 0; row < rows; row++) {
    const luma = planes + <usize>row * width;
    const to = out + <usize>row * shown * <usize>jpegBands;
    if (jpegBands == 1) {
      memory.copy(to, luma, shown);
      continue;
    }
    const near = row / down;
    const cb = chroma + <usize>near * chromaWidth;
    if (across == 1) {
      interleaveRow(luma, cb, cb + chromaBytes, shown, isYcbcr, to);
      continue;
    }
    let far = near;
    if (down == 2) far = min(lastRow, max(0, (row & 1) == 0 ? near - 1 : near + 1));
    const other = chroma + <usize>far * chromaWidth;
    widerRow(cb, other, down == 1, samples, sums, second);
    widerRow(cb + chromaBytes, other + chromaBytes, down == 1, samples, sums, third);
    interleaveRow(luma, second, third, shown, isYcbcr, to);
  }
}
