// What a JPEG stream states before its samples: frame, tables, and the one scan. The places of all that in the work memory.

import { makeTable, TABLE_BYTES } from './jpeg-bits';
import { setColourPlaces } from './jpeg-colours';
import { setPairs } from './jpeg-samples';

// Places in the work memory, which begins at 0.
// @ts-ignore: decorator
@inline
export const BLOCK: usize = 0;
// @ts-ignore: decorator
@inline
export const PLACES: usize = 128;
/** Four tables of 64 factors. */
// @ts-ignore: decorator
@inline
export const QUANTIZATION: usize = 256;
/** Four tables for first coefficients, then four for the others. */
// @ts-ignore: decorator
@inline
export const TABLES: usize = 1024;

export let jpegWidth: i32 = 0;
export let jpegHeight: i32 = 0;
export let jpegBands: i32 = 0;
/** Bytes that the planes and rows between them take. */
export let jpegRoom: u32 = 0;

/** Samples of the first component for each of the others, across and down. */
export let across: i32 = 1;
export let down: i32 = 1;
export let isYcbcr: bool = false;
export let interval: i32 = 0;
/** Bit i of the lower four stands for quantization table i, then those of first and of other coefficients. */
let defined: i32 = 0;
/** Of each component, one in a byte. */
export let quantizations: u32 = 0;
export let firsts: u32 = 0;
export let others: u32 = 0;
export let scanAt: usize = 0;
let identifiers: u32 = 0;

export function ofComponent(bytes: u32, component: i32): usize {
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
  setColourPlaces();
  setPairs();
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
export function unitsAcross(): i32 {
  return (jpegWidth + 8 * across - 1) / (8 * across);
}

// @ts-ignore: decorator
@inline
export function unitsDown(): i32 {
  return (jpegHeight + 8 * down - 1) / (8 * down);
}

function roomOf(): u32 {
  const units = <u64>unitsAcross() * <u64>unitsDown();
  const samples = 64 * units * <u64>(jpegBands == 1 ? 1 : across * down + 2);
  const rows = 6 * <u64>(8 * across * unitsAcross() + 64);
  return samples + rows > 0x3fffffff ? 0x3fffffff : <u32>(samples + rows);
}
