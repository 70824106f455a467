/**
 * Tiles side by side that a thread decodes at once into common rows, for windows as wide as the image: fewer messages are sent and fewer rows
 * copied.
 */
import type { Codecs } from '../host.ts';
import { decodingMemory } from '../memory-budget.ts';
import { allocateSamples, type SampleArray, viewSamples } from '../tensor/samples.ts';
import { decodeBlock, lent, threadBlock } from './decode-block.ts';
import { type Span, storedSpans } from './read-stored.ts';
import { blockBytes, type Joined, type TiffImage } from './tiff-image.ts';

/** Joined tiles are at most this large. */
const mostBytes = 2 << 20;
/** LZW, deflate, JPEG, LERC and zstd. */
const joinedCodecs: readonly number[] = [5, 7, 8, 32946, 34887, 50000];

const known = new WeakMap<TiffImage, TiffImage>();

/**
 * The same image with blocks of several tiles; itself if its tiles are of a kind that is decoded one by one. An image of joined tiles has
 * the places of the tiles, not of its blocks.
 */
export function joinedTiles(image: TiffImage): TiffImage {
  let joined = known.get(image);
  if (joined === undefined) {
    joined = join(image);
    known.set(image, joined);
  }
  return joined;
}

function join(image: TiffImage): TiffImage {
  const { tiled, blockCols, blockWidthPx } = image;
  const most = Math.min(blockCols, Math.floor(mostBytes / blockBytes(image)));
  if (!tiled || most < 2 || !isPlain(image) || !isWritten(image)) return image;
  // Blocks of about the same width.
  const perBlock = Math.ceil(blockCols / Math.ceil(blockCols / most));
  return {
    ...image,
    blockWidthPx: blockWidthPx * perBlock,
    blockCols: Math.ceil(blockCols / perBlock),
    joined: { stored: image, perBlock },
  };
}

/** Whether threads decode the tiles to samples, as far as the tags tell. */
function isPlain({
  source,
  compression,
  bitsPerSample,
  conversion,
  widened,
  reversedBits,
}: TiffImage): boolean {
  const isWhole = [8, 16, 32, 64].includes(bitsPerSample) && widened === null;
  const isLent = source.lend !== undefined && !reversedBits;
  return isLent && isWhole && conversion === null && joinedCodecs.includes(compression);
}

function isWritten({ offsets, byteCounts }: TiffImage): boolean {
  for (let i = 0; i < offsets.length; i++) if (offsets[i] === 0 || byteCounts[i] === 0) return false;
  return true;
}

/** Samples of block `index`, as of `decodeBlock`. Samples behind the last tile of the image are arbitrary. */
export async function decodeJoined(
  codecs: Codecs,
  image: TiffImage & { readonly joined: Joined },
  index: number,
): Promise<SampleArray> {
  const tiles = tilesOf(image, index);
  const { stored } = image.joined;
  const spans = tiles.map((tile) => storedSpans(stored, tile, stored.blockHeightPx)[0]);
  const bytes = spans.reduce((sum, span) => sum + span.bytes, 0);
  // The bytes, one tile, and the common rows in the thread and here.
  const needed = 3 * bytes + 5 * blockBytes(stored) + 2 * blockBytes(image);
  const quick = await decodingMemory.hold(needed, () => decodedAtOnce(codecs, image, spans));
  return quick ?? oneByOne(codecs, image, tiles);
}

function tilesOf({ joined, blockCols }: TiffImage & { readonly joined: Joined }, index: number): number[] {
  const { perBlock, stored } = joined;
  const first = (index % blockCols) * perBlock;
  const row = Math.floor(index / blockCols) * stored.blockCols;
  return Array.from({ length: Math.min(perBlock, stored.blockCols - first) }, (_, i) => row + first + i);
}

/** Null if that is not possible, and for any fault: the tiles are then decoded one by one, and errors name the damaged one. */
async function decodedAtOnce(
  codecs: Codecs,
  { joined, sampleType, planar, bands, blockHeightPx: rows }: TiffImage & { readonly joined: Joined },
  spans: readonly Span[],
): Promise<SampleArray | null> {
  const { stored, perBlock } = joined;
  const perPixel = planar ? 1 : bands;
  const blockRowBytes = blockBytes(stored) / rows;
  const places = spans.flatMap(({ at, bytes }) => [at, bytes]);
  const made = await lent(stored, [spans[0]], async (first) => {
    const block = threadBlock(stored, first, rows, perPixel);
    const rowBytes = blockRowBytes * perBlock;
    return block && codecs.decodeRow({ codec: 'row', block, places, rows, blockRowBytes, rowBytes });
  });
  return made && viewSamples(sampleType, made);
}

async function oneByOne(
  codecs: Codecs,
  { joined, sampleType, planar, bands, blockHeightPx: rows }: TiffImage & { readonly joined: Joined },
  tiles: readonly number[],
): Promise<SampleArray> {
  const { stored, perBlock } = joined;
  const width = stored.blockWidthPx * (planar ? 1 : bands);
  const out = allocateSamples(sampleType, rows * width * perBlock);
  for (const [i, tile] of tiles.entries()) {
    const samples = await decodeBlock(codecs, stored, tile);
    for (let row = 0; row < rows; row++)
      out.set(samples.subarray(row * width, (row + 1) * width), (row * perBlock + i) * width);
    codecs.reuse(samples);
  }
  return out;
}
