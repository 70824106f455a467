// JPEG as TIFF files hold it (ITU-T T.81): sequential, Huffman coding, one scan of one or three components with 8 bits, the second and third
// perhaps of half the width, or of half the width and height. Everything else, and everything damaged, is refused: another decoder has the
// last word on it.

import {
  bitsAreSound,
  hasDetail,
  makeTable,
  readBlock,
  startBits,
  TABLE_BYTES,
} from './jpeg-bits';
import { flatBlock, inverseDct } from './jpeg-samples';
import { interleaveRow, widerRow } from './jpeg-colours';

// Places in the work memory, which begins at 0.
// @ts-ignore: decorator
@inline
const BLOCK: usize = 0;
// @ts-ignore: decorator
@inline
const PLACES: usize = 128;
/** Four tables of 64 factors. */
// @ts-ignore: decorator
@inline
const QUANTIZATION: usize = 256;
/** Four tables for first coefficients, then four for the others. */
// @ts-ignore: decorator
@inline
const TABLES: usize = 1024;

export let jpegWidth: i32 = 0;
export let jpegHeight: i32 = 0;
export let jpegBands: i32 = 0;
/** Bytes that the planes and rows between them take. */
export let jpegRoom: u32 = 0;

/** Samples of the first component for each of the others, across and down. */
let across: i32 = 1;
let down: i32 = 1;
let isYcbcr: bool = false;
let interval: i32 = 0;
/** Bit i of the lower four stands for quantization table i, then those of first and of other coefficients. */
let defined: i32 = 0;
/** Of each component, one in a byte. */
let quantizations: u32 = 0;
let firsts: u32 = 0;
let others: u32 = 0;
let scanAt: usize = 0;
let identifiers: u32 = 0;

function ofComponent(bytes: u32, component: i32): usize {
  return <usize>((bytes >> (<u32>component << 3)) & 255);
}

/** Places of the coefficients in the order of the stream, in bytes; more than 64, for streams that go too far. */
function setPlaces(): void {
  let col: i32 = 0;
  let row: i32 = 0;
  for (let i: usize = 0; i < 64; i++) {
    store<u8>(PLACES + i, <u8>((row * 8 + col) << 1));
    const isUp = ((row + col) & 1) == 0;
    if (isUp && col == 7) row += 1;
    else if (isUp && row == 0) col += 1;
    else if (isUp) {
      row -= 1;
      col += 1;
    } else if (row == 7) col += 1;
    else if (col == 0) row += 1;
    else {
      row += 1;
      col -= 1;
    }
  }
  memory.fill(PLACES + 64, 126, 32);
}

/**
 * Reads a stream of tables, which may be empty, and everything before the samples of a stream. False if they are refused. With three bands,
 * isYcbcr tells what they are; markers that tell it otherwise do not count.
 */
export function jpegHeader(tables: usize, tableBytes: u32, from: usize, bytes: u32, withYcbcr: bool): bool {
  setPlaces();
  defined = 0;
  interval = 0;
  jpegBands = 0;
  scanAt = 0;
  isYcbcr = withYcbcr;
  if (!segments(tables, tables + <usize>tableBytes) || scanAt != 0) return false;
  return segments(from, from + <usize>bytes) && scanAt != 0;
}

/** Reads segments up to the first scan, or to the end. */
function segments(from: usize, end: usize): bool {
  let at = from;
  while (at + 4 <= end && load<u8>(at) == 0xff) {
    const marker = load<u8>(at + 1);
    if (marker == 0xd8) {
      at += 2;
      continue;
    }
    if (marker == 0xd9) return true;
    const body = at + 4;
    const bodyEnd = at + 2 + <usize>((<u32>load<u8>(at + 2) << 8) | load<u8>(at + 3));
    if (bodyEnd < body || bodyEnd > end) return false;
    if (marker == 0xda) {
      scanAt = bodyEnd;
      return scanHeader(body, bodyEnd);
    }
    if (marker == 0xdb) {
      if (!quantization(body, bodyEnd)) return false;
    } else if (marker == 0xc4) {
      if (!huffman(body, bodyEnd)) return false;
    } else if (marker == 0xc0 || marker == 0xc1) {
      if (!frame(body, bodyEnd)) return false;
    } else if (marker == 0xdd && bodyEnd - body == 2) interval = (<i32>load<u8>(body) << 8) | load<u8>(body + 1);
    else if (marker < 0xe0) return false;
    at = bodyEnd;
  }
  return true;
}

function quantization(body: usize, end: usize): bool {
  for (let at = body; at < end; at += 65) {
    const number = load<u8>(at);
    if (number > 3 || at + 65 > end) return false;
    defined |= 1 << number;
    const table = QUANTIZATION + (<usize>number << 7);
    for (let i: usize = 0; i < 64; i++)
      store<u16>(table + <usize>load<u8>(PLACES + i), <u16>load<u8>(at + 1 + i));
  }
  return true;
}

function huffman(body: usize, end: usize): bool {
  let at = body;
  while (at < end) {
    const number = load<u8>(at);
    if (at + 17 > end || (number & 0xef) > 3) return false;
    let count: usize = 0;
    for (let i: usize = 1; i <= 16; i++) count += <usize>load<u8>(at + i);
    if (count > 256 || at + 17 + count > end) return false;
    const place = (number & 3) + (number >> 4) * 4;
    if (!makeTable(TABLES + <usize>place * TABLE_BYTES, at + 1, at + 17, place < 4)) return false;
    defined |= 16 << place;
    at += 17 + count;
  }
  return true;
}

function frame(body: usize, end: usize): bool {
  const count = <i32>load<u8>(body + 5);
  if (jpegBands != 0 || end - body != 6 + 3 * <usize>count || load<u8>(body) != 8) return false;
  if (count != 1 && count != 3) return false;
  jpegHeight = (<i32>load<u8>(body + 1) << 8) | load<u8>(body + 2);
  jpegWidth = (<i32>load<u8>(body + 3) << 8) | load<u8>(body + 4);
  quantizations = 0;
  identifiers = 0;
  across = 1;
  down = 1;
  for (let i: i32 = 0; i < count; i++) {
    const part = body + 6 + 3 * <usize>i;
    identifiers |= <u32>load<u8>(part) << (<u32>i << 3);
    quantizations |= <u32>(load<u8>(part + 2) & 3) << (<u32>i << 3);
    const sampling = load<u8>(part + 1);
    if (i == 0 && count == 3) {
      if (sampling != 0x11 && sampling != 0x21 && sampling != 0x22) return false;
      across = sampling >> 4;
      down = sampling & 15;
    } else if (i > 0 && sampling != 0x11) return false;
  }
  jpegBands = count;
  // libjpeg does not interpolate between so few samples.
  if (across == 2 && jpegWidth < 5) return false;
  jpegRoom = roomOf();
  return jpegWidth > 0 && jpegHeight > 0;
}

function scanHeader(body: usize, end: usize): bool {
  const count = <i32>load<u8>(body);
  if (jpegBands == 0 || count != jpegBands || end - body != 4 + 2 * <usize>count) return false;
  firsts = 0;
  others = 0;
  for (let i: i32 = 0; i < count; i++) {
    const part = body + 1 + 2 * <usize>i;
    const tables = load<u8>(part + 1);
    if (<usize>load<u8>(part) != ofComponent(identifiers, i) || (tables & 0xcc) != 0) return false;
    firsts |= <u32>(tables >> 4) << (<u32>i << 3);
    others |= <u32>(tables & 3) << (<u32>i << 3);
    const wanted = (1 << <i32>ofComponent(quantizations, i)) | (16 << (tables >> 4)) | (256 << (tables & 3));
    if ((defined & wanted) != wanted) return false;
  }
  const last = body + 1 + 2 * <usize>count;
  return load<u8>(last) == 0 && load<u8>(last + 1) == 63 && load<u8>(last + 2) == 0;
}

// @ts-ignore: decorator
@inline
function unitsAcross(): i32 {
  return (jpegWidth + 8 * across - 1) / (8 * across);
}

// @ts-ignore: decorator
@inline
function unitsDown(): i32 {
  return (jpegHeight + 8 * down - 1) / (8 * down);
}

function roomOf(): u32 {
  const units = <u64>unitsAcross() * <u64>unitsDown();
  const samples = 64 * units * <u64>(jpegBands == 1 ? 1 : across * down + 2);
  const rows = 6 * <u64>(8 * across * unitsAcross() + 64);
  return samples + rows > 0x3fffffff ? 0x3fffffff : <u32>(samples + rows);
}

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
  if (hasDetail) inverseDct(BLOCK, factors, out, stride);
  else flatBlock(BLOCK, factors, out, stride);
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
