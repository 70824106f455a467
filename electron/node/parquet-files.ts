/** Parquet files, each read in a thread of its own that is killed after a time limit or when the process grows too much. */
import { stat } from 'node:fs/promises';
import { InvalidInput } from '../../core/errors.ts';
import type { ParquetFile, ParquetHead } from '../../core/portable/parquet-file.ts';
import { asCoreError } from './file-errors.ts';
import { WorkerLine } from './worker-line.ts';

const LIMIT_MS = 60_000;
/** Numbers are kept as JavaScript's, and coarse ones compress well. */
const LEAST_BYTES = 256 << 20;
const MOST_BYTES = 3 * 2 ** 30;
const TIMES_FILE = 64;
const LOOK_EVERY_MS = 20;

/** Opens a file; the thread starts with the first question. */
export function parquetOpener(entry: URL): (path: string) => Promise<ParquetFile> {
  return async (path) => {
    const { size } = await stat(path).catch((error: unknown) => {
      throw asCoreError(error, path);
    });
    const line = new WorkerLine(entry, LIMIT_MS);
    const ask = (request: object) => watched(line, { path, ...request }, mostGrowth(size));
    return {
      head: async () => (await ask({ head: true })) as ParquetHead,
      rows: async (start, end, columns) =>
        (await ask({ start, end, columns })) as Readonly<Record<string, unknown>>[],
      close: () => line.close(),
    };
  };
}

function mostGrowth(fileBytes: number): number {
  return Math.min(MOST_BYTES, LEAST_BYTES + TIMES_FILE * fileBytes);
}

/** A heap limit of the thread's own would not do: V8 ends the whole process when a single array is too large for it. */
async function watched(line: WorkerLine, request: object, mostBytes: number): Promise<unknown> {
  const before = process.memoryUsage.rss();
  let isTooMuch = false;
  const timer = setInterval(() => {
    if (process.memoryUsage.rss() - before < mostBytes) return;
    isTooMuch = true;
    void line.close();
  }, LOOK_EVERY_MS);
  try {
    return await line.ask(request);
  } catch (error) {
    if (isTooMuch)
      throw new InvalidInput(`it takes more than ${Math.round(mostBytes / 2 ** 20)} MB of memory`, {
        cause: error,
      });
    throw error;
  } finally {
    clearInterval(timer);
  }
}
