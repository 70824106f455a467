/** Windows of a part of the width whose samples lie in the file as they do in memory: threads read their rows out of the file. */
import type { RasterWindow } from '../documents/scene.ts';
import { InvalidInput } from '../errors.ts';
import type { Codecs } from '../host.ts';
import { decodingMemory } from '../memory-budget.ts';
import { mustPause, pauseForQuestions } from '../questions-first.ts';
import { holdsPlainRows, isEachBand } from './direct-window.ts';
import type { TiffImage } from './tiff-image.ts';

/** Rows of a window at the same distance in the file: place of the first, and where they lie among the bytes of the window. */
export type CroppedRun = { readonly at: number; readonly rows: number; readonly to: number };

export type CroppedWindow = {
  readonly runs: readonly CroppedRun[];
  /** Bytes of a row of the window, and their distance in the file. */
  readonly rowBytes: number;
  readonly strideBytes: number;
};

/** A piece that one thread reads at once. */
const pieceBytes = 512 << 10;
/** Strips that lie apart have to be asked for one by one; blocks of them can be cached. */
const mostRuns = 64;

/** Where all samples of `win` lie in the file, in native byte order; null if they do not, or lie in too many places. */
export function croppedWindow(
  image: TiffImage,
  win: RasterWindow,
  bands: readonly number[],
): CroppedWindow | null {
  const { widthPx, heightPx, bitsPerSample, blockHeightPx, offsets, byteCounts, source } = image;
  if (source.lend === undefined || !holdsPlainRows(image) || !isEachBand(image, bands)) return null;
  const pixelBytes = (image.bands * bitsPerSample) / 8;
  const [rowBytes, strideBytes] = [win.widthPx * pixelBytes, widthPx * pixelBytes];
  const runs: CroppedRun[] = [];
  let to = 0;
  for (let row = win.row; row < win.row + win.heightPx; ) {
    const strip = Math.floor(row / blockHeightPx);
    const first = strip * blockHeightPx;
    const end = Math.min(first + blockHeightPx, heightPx);
    // An offset of 0 is that of a strip that was never written.
    if (offsets[strip] === 0 || byteCounts[strip] < (end - first) * strideBytes) return null;
    const rows = Math.min(end, win.row + win.heightPx) - row;
    const at = offsets[strip] + (row - first) * strideBytes + win.col * pixelBytes;
    const last = runs.at(-1);
    if (last !== undefined && last.at + last.rows * strideBytes === at)
      runs[runs.length - 1] = { ...last, rows: last.rows + rows };
    else runs.push({ at, rows, to });
    if (runs.length > mostRuns) return null;
    to += rows * rowBytes;
    row = end;
  }
  return { runs, rowBytes, strideBytes };
}

/** Reads the window to `bytes`. False after any fault: the ordinary way names it, and opens a file again that was lost. */
export async function readCropped(
  codecs: Codecs,
  { source }: TiffImage,
  window: CroppedWindow,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { rowBytes, strideBytes } = window;
  const read = async ({ at, rows, to }: CroppedRun): Promise<void> => {
    if (mustPause(signal)) await pauseForQuestions(signal);
    signal?.throwIfAborted();
    await source.lend?.(async (descriptor) => {
      const made = await codecs.readRows({ codec: 'crop', descriptor, at, rowBytes, strideBytes, rows });
      bytes.set(made, to);
      codecs.reuse(made);
    });
  };
  const queue = piecesOf(window).values();
  const work = async (): Promise<void> => {
    for (const piece of queue) await decodingMemory.hold(2 * piece.rows * rowBytes, () => read(piece));
  };
  const ended = await Promise.allSettled(Array.from({ length: 4 }, work));
  for (const each of ended)
    if (each.status === 'rejected' && !(each.reason instanceof InvalidInput)) throw each.reason;
  return ended.every(({ status }) => status === 'fulfilled');
}

/** About equal in size. */
function piecesOf({ runs, rowBytes, strideBytes }: CroppedWindow): readonly CroppedRun[] {
  return runs.flatMap(({ at, rows, to }) => {
    const pieces = Math.ceil((rows * rowBytes) / pieceBytes);
    const most = Math.ceil(rows / pieces);
    return Array.from({ length: Math.ceil(rows / most) }, (_, i) => ({
      at: at + i * most * strideBytes,
      rows: Math.min(most, rows - i * most),
      to: to + i * most * rowBytes,
    }));
  });
}
