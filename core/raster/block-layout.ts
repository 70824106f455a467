/** Sizes and places of the blocks of an image. */
import { InvalidInput } from '../errors.ts';
import type { FieldReader } from './field-reader.ts';
import type { TiffImage } from './tiff-image.ts';
import { tag } from './tiff-tags.ts';

type BlockLayout = Pick<
  TiffImage,
  'tiled' | 'blockWidthPx' | 'blockHeightPx' | 'blockCols' | 'blockRows' | 'offsets' | 'byteCounts'
>;

/** What the sizes of uncompressed blocks follow from. */
export type BlockContent = {
  readonly isCompressed: boolean;
  /** Bits of a pixel in one block. */
  readonly bitsPerPixel: number;
  readonly planes: number;
  readonly fileBytes: number;
};

/** Throws `InvalidInput` for blocks without a size or place. */
export function blockLayout(
  read: FieldReader,
  widthPx: number,
  heightPx: number,
  content: BlockContent,
): BlockLayout {
  const tiled = read.all(tag.tileWidth) !== null || read.all(tag.tileHeight) !== null;
  const blockWidthPx = tiled ? read.side(tag.tileWidth, 'TileWidth') : widthPx;
  const rows = tiled ? read.side(tag.tileHeight, 'TileLength') : read.one(tag.rowsPerStrip, heightPx);
  if (tiled && (blockWidthPx % 16 !== 0 || rows % 16 !== 0))
    throw new InvalidInput(
      `${read.where}: tiles of ${blockWidthPx} x ${rows} pixels; TIFF tile sizes must be multiples of 16`,
    );
  if (rows < 1) throw new InvalidInput(`${read.where}: RowsPerStrip is ${rows}; expected at least 1`);
  const blockHeightPx = tiled ? rows : Math.min(rows, heightPx);
  const grid = {
    tiled,
    blockWidthPx,
    blockHeightPx,
    blockCols: Math.ceil(widthPx / blockWidthPx),
    blockRows: Math.ceil(heightPx / blockHeightPx),
  };
  return { ...grid, ...placesOf(read, grid, heightPx, content) };
}

type BlockGrid = Omit<BlockLayout, 'offsets' | 'byteCounts'>;

/** Some writers give tiles under the tags of strips, or the other way round; libtiff takes both for one. */
function placesOf(
  read: FieldReader,
  grid: BlockGrid,
  heightPx: number,
  content: BlockContent,
): Pick<BlockLayout, 'offsets' | 'byteCounts'> {
  const strips = [tag.stripOffsets, tag.stripByteCounts] as const;
  const tiles = [tag.tileOffsets, tag.tileByteCounts] as const;
  const [own, other] = grid.tiled ? [tiles, strips] : [strips, tiles];
  const offsets = read.all(own[0]) ?? read.all(other[0]);
  if (offsets === null)
    throw new InvalidInput(`${read.where}: required tag ${grid.tiled ? 'Tile' : 'Strip'}Offsets is missing`);
  const stated = read.all(own[1]) ?? read.all(other[1]);
  const likely = (): Float64Array => likelyCounts(grid, heightPx, offsets, content);
  if (stated === null) return { offsets, byteCounts: likely() };
  // libtiff mends the length of a single block too.
  const isWrong = stated[0] === 0 || (!content.isCompressed && offsets[0] + stated[0] > content.fileBytes);
  if (offsets.length === 1 && offsets[0] > 0 && isWrong) return { offsets, byteCounts: likely() };
  return { offsets, byteCounts: stated };
}

/** Lengths of blocks whose lengths the file does not state: that of the pixels, or up to the next block. */
function likelyCounts(
  { tiled, blockWidthPx, blockHeightPx, blockCols, blockRows }: BlockGrid,
  heightPx: number,
  offsets: ArrayLike<number>,
  { isCompressed, bitsPerPixel, fileBytes }: BlockContent,
): Float64Array {
  const rowBytes = Math.ceil((blockWidthPx * bitsPerPixel) / 8);
  const starts = Float64Array.from(offsets).sort();
  return Float64Array.from(offsets, (at, i) => {
    const row = Math.floor(i / blockCols) % blockRows;
    const rows = tiled ? blockHeightPx : Math.min(blockHeightPx, heightPx - row * blockHeightPx);
    if (!isCompressed) return rows * rowBytes;
    return Math.max(0, (firstAbove(starts, at) ?? fileBytes) - at);
  });
}

function firstAbove(sorted: Float64Array, value: number): number | null {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low < sorted.length ? sorted[low] : null;
}
