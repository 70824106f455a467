/** Finds the pixels of an 8-bit map that are the maximum of their neighbourhood, placed as in scipy's maximum_filter for even sizes. */
import { type Task, unattended } from '../task.ts';
import type { ByteMap } from './byte-map.ts';
import { Turns } from './turns.ts';

const BLOCK_PX = 64;

/** Inclusive rectangle in pixels. */
type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };

/**
 * 1 where a pixel is above 0 and no pixel within x - size/2 … x + size/2 - 1 on both axes is higher; the border clips the neighbourhood.
 * scipy mirrors there, which adds only values that the neighbourhood already contains. `size` is even and at least 128.
 *
 * The maxima of blocks decide nearly everything: only in a block that is as high as all blocks that lie in the neighbourhood of each of
 * its pixels can a pixel be a maximum, and it is one if the blocks around these are no higher.
 */
export async function neighbourhoodMaxima(
  map: ByteMap,
  size: number,
  task: Task = unattended(),
): Promise<Uint8Array> {
  const blocks = new Blocks(map);
  const turns = new Turns(task, blocks.rows);
  const found = new Uint8Array(map.values.length);
  for (let row = 0; row < blocks.rows; row++) {
    for (let column = 0; column < blocks.columns; column++) {
      const level = blocks.maximum(column, row);
      if (level > 0) markMaxima(map, blocks, blocks.box(column, row), level, size / 2, found);
    }
    await turns.pass(row + 1);
  }
  return found;
}

function markMaxima(
  map: ByteMap,
  blocks: Blocks,
  box: Box,
  level: number,
  half: number,
  found: Uint8Array,
): void {
  const inAll = {
    left: box.right - half,
    top: box.bottom - half,
    right: box.left + half - 1,
    bottom: box.top + half - 1,
  };
  const inSome = {
    left: box.left - half,
    top: box.top - half,
    right: box.right + half - 1,
    bottom: box.bottom + half - 1,
  };
  const around: Box[] = [];
  for (const block of blocks.touching(inSome)) {
    if (blocks.maximum(block.column, block.row) <= level) continue;
    const rival = blocks.box(block.column, block.row);
    // All of the block lies in every neighbourhood, and so does its highest pixel.
    if (contains(inAll, rival)) return;
    around.push(rival);
  }
  const rivals = around.map((rival) => new HigherPixels(map, rival, level));
  for (let y = box.top; y <= box.bottom; y++)
    for (let x = box.left; x <= box.right; x++) {
      const at = y * map.widthPx + x;
      if (map.values[at] !== level) continue;
      const near = { left: x - half, top: y - half, right: x + half - 1, bottom: y + half - 1 };
      if (!rivals.some((rival) => rival.reach(near))) found[at] = 1;
    }
}

function contains(outer: Box, inner: Box): boolean {
  return (
    inner.left >= outer.left &&
    inner.right <= outer.right &&
    inner.top >= outer.top &&
    inner.bottom <= outer.bottom
  );
}

/** The map in squares, with the maximum of each. */
class Blocks {
  readonly columns: number;
  readonly rows: number;
  readonly #map: ByteMap;
  readonly #maxima: Uint8Array;

  constructor(map: ByteMap) {
    const { widthPx, heightPx, values } = map;
    this.#map = map;
    this.columns = Math.ceil(widthPx / BLOCK_PX);
    this.rows = Math.ceil(heightPx / BLOCK_PX);
    this.#maxima = new Uint8Array(this.columns * this.rows);
    for (let y = 0; y < heightPx; y++) {
      const first = Math.floor(y / BLOCK_PX) * this.columns;
      for (let column = 0; column < this.columns; column++) {
        const start = y * widthPx + column * BLOCK_PX;
        const end = Math.min(start + BLOCK_PX, (y + 1) * widthPx);
        let highest = this.#maxima[first + column];
        for (let i = start; i < end; i++) if (values[i] > highest) highest = values[i];
        this.#maxima[first + column] = highest;
      }
    }
  }

  maximum(column: number, row: number): number {
    return this.#maxima[row * this.columns + column];
  }

  box(column: number, row: number): Box {
    const [left, top] = [column * BLOCK_PX, row * BLOCK_PX];
    return {
      left,
      top,
      right: Math.min(this.#map.widthPx, left + BLOCK_PX) - 1,
      bottom: Math.min(this.#map.heightPx, top + BLOCK_PX) - 1,
    };
  }

  /** Blocks that have a pixel in `box`, which may reach over the border. */
  *touching({ left, top, right, bottom }: Box): Generator<{ readonly column: number; readonly row: number }> {
    const last = (px: number, count: number) => Math.min(count - 1, Math.floor(px / BLOCK_PX));
    for (let row = Math.max(0, Math.floor(top / BLOCK_PX)); row <= last(bottom, this.rows); row++)
      for (
        let column = Math.max(0, Math.floor(left / BLOCK_PX));
        column <= last(right, this.columns);
        column++
      )
        yield { column, row };
  }
}

/**
 * The pixels of a block that are above a level: the first and last of each row. That is enough, because a neighbourhood is wider than a
 * block, and so holds the start of each of its rows, or the end, or all.
 */
class HigherPixels {
  readonly #top: number;
  readonly #first: number[] = [];
  readonly #last: number[] = [];

  constructor({ widthPx, values }: ByteMap, { left, top, right, bottom }: Box, level: number) {
    this.#top = top;
    for (let y = top; y <= bottom; y++) {
      let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (let x = left; x <= right; x++)
        if (values[y * widthPx + x] > level) {
          first = Math.min(first, x);
          last = x;
        }
      this.#first.push(first);
      this.#last.push(last);
    }
  }

  /** Whether one of them lies in `near`. */
  reach({ left, top, right, bottom }: Box): boolean {
    const end = Math.min(this.#first.length - 1, bottom - this.#top);
    for (let i = Math.max(0, top - this.#top); i <= end; i++)
      if (
        (this.#first[i] >= left && this.#first[i] <= right) ||
        (this.#last[i] >= left && this.#last[i] <= right)
      )
        return true;
    return false;
  }
}
