/**
 * Downloads one file into a part file: retries after dropped and stalled connections, and resumes as long as the file on the
 * server is the same.
 */
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Unreachable, Unsupported } from '../../../core/errors.ts';
import type { Task } from '../../../core/task.ts';
import { asCoreError } from '../../node/file-errors.ts';
import { checkResponse, publishedSha256, Transient, validatorOf } from './check-response.ts';
import { type HttpResponse, httpGet, type Route } from './http-get.ts';
import type { PartFile, PartRecord } from './part-file.ts';

export type Patience = {
  /** Longest wait for the response headers. */
  readonly answerMs: number;
  /** Longest time without a byte. */
  readonly stallMs: number;
  /** Delay before each retry; as many retries without progress are made. */
  readonly delaysMs: readonly number[];
};

export const USUAL_PATIENCE: Patience = {
  answerMs: 30_000,
  stallMs: 30_000,
  delaysMs: [1000, 2000, 4000, 8000, 16_000, 30_000],
};

export type Wanted = {
  readonly url: URL;
  /** The same for every mirror. */
  readonly origin: string;
  /** Called with the announced SHA-256 before any bytes are read; throws to refuse them. */
  readonly checkAnnounced: (sha256: string | null) => void;
  /** Disk space needed in addition to the file, in bytes, given the file's size. */
  readonly roomBeside: (sizeBytes: number) => number;
  readonly freeBytes: FreeBytes;
};

/** Number of free bytes on the disk of a folder. */
export type FreeBytes = (folder: string) => Promise<number>;

export const freeBytesOf: FreeBytes = async (folder) => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

/** Left free on the disk for everything else. */
const RESERVED_BYTES = 256 << 20;
/** Number of bytes between two checks of the disk. */
const BYTES_BETWEEN_LOOKS = 8 << 20;
/** This much in one try counts as progress and resets the retries. */
const PROGRESS_BYTES = 1 << 20;
const USER_AGENT = 'Longsight';

/**
 * Fills `part` until it is complete. Throws `Unreachable` after the last try, `NotFound`, `InvalidInput` and
 * `Unsupported` for an error that no retry would change. The part file is kept, unless the disk is full and the server does not say
 * how large the file is: such a file may have no end.
 */
export async function downloadFile(
  wanted: Wanted,
  part: PartFile,
  route: Omit<Route, 'answerMs'>,
  patience: Patience,
  task: Task,
): Promise<void> {
  let failures = 0;
  while (!part.isComplete) {
    task.signal.throwIfAborted();
    const before = part.sizeBytes;
    try {
      await oneTry(wanted, part, { ...route, answerMs: patience.answerMs }, patience, task);
    } catch (error) {
      task.signal.throwIfAborted();
      if (!(error instanceof Transient) && !(error instanceof Unreachable)) throw error;
      failures = part.sizeBytes - before >= PROGRESS_BYTES ? 1 : failures + 1;
      const delayMs = patience.delaysMs[failures - 1];
      // Without a network, waiting would only delay the message.
      const isHopeless = part.sizeBytes === 0 && error instanceof Unreachable && failures > 1;
      if (delayMs === undefined || isHopeless) throw givenUp(wanted.url, part, error);
      await waitBefore(
        failures,
        (error instanceof Transient ? error.waitMs : null) ?? delayMs,
        part,
        error,
        task,
      );
    }
  }
}

async function oneTry(
  wanted: Wanted,
  part: PartFile,
  route: Route,
  patience: Patience,
  task: Task,
): Promise<void> {
  if (!canGoOn(part)) await part.restart();
  const response = await httpGet(wanted.url, rangeHeaders(part), route, task.signal);
  try {
    if (response.status === 416) return await settleRange(part, response);
    checkResponse(wanted.url, response);
    await takeRecord(wanted, part, response);
    await checkRoom(wanted, part);
    await receive(wanted, part, response, patience.stallMs, task);
  } finally {
    response.body.destroy();
  }
}

/** Two answers may be joined only when a validator or a published SHA-256 shows that they belong to the same file. */
function canGoOn({ record, sizeBytes }: PartFile): boolean {
  if (record === null || sizeBytes === 0) return false;
  if (record.sizeBytes !== null && sizeBytes > record.sizeBytes) return false;
  return record.validator !== null || record.sha256 !== null;
}

function rangeHeaders({ record, sizeBytes }: PartFile): Record<string, string> {
  const headers = { 'User-Agent': USER_AGENT, Accept: '*/*', 'Accept-Encoding': 'identity' };
  if (record === null || sizeBytes === 0) return headers;
  const validator = record.sha256 === null ? record.validator : null;
  return { ...headers, Range: `bytes=${sizeBytes}-`, ...(validator !== null && { 'If-Range': validator }) };
}

/** "Range not satisfiable": nothing is missing, or the file has become shorter. */
async function settleRange(part: PartFile, response: HttpResponse): Promise<void> {
  const { record } = part;
  if (record !== null && response.lastHeader('content-range') === `bytes */${part.sizeBytes}`)
    await part.describe({ ...record, sizeBytes: part.sizeBytes });
  else await part.restart();
}

/** Records what the response says about the file; starts over when it is not the file of the part. */
async function takeRecord(wanted: Wanted, part: PartFile, response: HttpResponse): Promise<void> {
  const sha256 = publishedSha256(response);
  const validator = validatorOf(response);
  const before = part.record;
  wanted.checkAnnounced(sha256);
  if (response.status === 206) {
    const [, start, , size] =
      /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(String(response.lastHeader('content-range'))) ?? [];
    const total = size === undefined || size === '*' ? part.announcedBytes : Number(size);
    const isSame = before !== null && isSameFile(before, { sha256, validator, sizeBytes: total });
    if (Number(start) !== part.sizeBytes || !isSame) {
      await part.restart();
      throw new Transient(`the file on ${wanted.url.host} has changed: starting over`, 0);
    }
    await part.describe({ origin: wanted.origin, validator, sha256, sizeBytes: total });
    return;
  }
  if (part.sizeBytes > 0) await part.restart();
  const length = response.lastHeader('content-length');
  await part.describe({
    origin: wanted.origin,
    validator,
    sha256,
    sizeBytes: length === null ? null : Number(length),
  });
}

/** Mirrors give the same file different validators, so a published SHA-256 takes precedence. */
function isSameFile(before: PartRecord, now: Omit<PartRecord, 'origin'>): boolean {
  if (before.sha256 !== now.sha256) return false;
  if (before.sizeBytes !== null && before.sizeBytes !== now.sizeBytes) return false;
  return before.sha256 !== null || before.validator === now.validator;
}

async function checkRoom(wanted: Wanted, part: PartFile): Promise<void> {
  const size = part.announcedBytes;
  if (size === null) return;
  const folder = dirname(part.path);
  const free = await wanted.freeBytes(folder);
  const needed = size - part.sizeBytes + wanted.roomBeside(size) + RESERVED_BYTES;
  if (needed > free)
    throw new Unsupported(
      `${folder}: the download and the model made from it need ${inMegabytes(needed)}, but only ${inMegabytes(free)} are free: free some space, or set LONGSIGHT_HOME to a folder on a larger disk`,
    );
}

/** Passes pieces on as long as the reserve is free. Needed if the size is not announced, or other programs write to the disk. */
async function* withinRoom(
  pieces: AsyncIterable<Buffer>,
  part: PartFile,
  freeBytes: FreeBytes,
): AsyncGenerator<Buffer> {
  const folder = dirname(part.path);
  let unlooked = BYTES_BETWEEN_LOOKS;
  for await (const piece of pieces) {
    unlooked += piece.length;
    if (unlooked > BYTES_BETWEEN_LOOKS) {
      const free = await freeBytes(folder);
      if (free - piece.length < RESERVED_BYTES) throw new DiskFull(folder, free);
      unlooked = 0;
    }
    yield piece;
  }
}

/** Error for a disk on which only the reserve is free. */
class DiskFull extends Unsupported {
  constructor(folder: string, free: number) {
    super(
      `${folder}: only ${inMegabytes(free)} are free on this disk, and ${inMegabytes(RESERVED_BYTES)} are left for everything else: free some space, or set LONGSIGHT_HOME to a folder on a larger disk`,
    );
  }
}

async function receive(
  wanted: Wanted,
  part: PartFile,
  { body, pieces }: HttpResponse,
  stallMs: number,
  task: Task,
): Promise<void> {
  const total = part.announcedBytes;
  const report = (): void => reportBytes(task, 'downloading', part);
  const stalled = (): void => {
    body.destroy(new Transient(`no data received for ${stallMs / 1000} s`));
  };
  const stop = (): void => {
    body.destroy(new Transient('stopped'));
  };
  let timer = setTimeout(stalled, stallMs);
  task.signal.addEventListener('abort', stop, { once: true });
  try {
    report();
    await part.append(withinRoom(pieces, part, wanted.freeBytes), () => {
      clearTimeout(timer);
      timer = setTimeout(stalled, stallMs);
      report();
    });
  } catch (error) {
    const told = asCoreError(error, part.path);
    if (total === null && told instanceof Unsupported) throw await dropped(wanted.url, part, told);
    throw isOfTheConnection(error) ? new Transient('the connection was lost', null, { cause: error }) : error;
  } finally {
    clearTimeout(timer);
    task.signal.removeEventListener('abort', stop);
  }
  await settleEnd(part, total);
}

/** Deletes the part of a file that may have no end; returns the error that says so. */
async function dropped({ host }: URL, part: PartFile, cause: Unsupported): Promise<Unsupported> {
  const received = inMegabytes(part.sizeBytes);
  await part.restart();
  return new Unsupported(
    `${cause.message}. ${host} does not say how large the file is; the ${received} that came were deleted`,
    { cause },
  );
}

/** The end of a response without a length is the end of the file. */
async function settleEnd(part: PartFile, total: number | null): Promise<void> {
  const { record, sizeBytes } = part;
  if (record === null) throw new Error('a part file that was filled has a record');
  if (total === null) await part.describe({ ...record, sizeBytes });
  else if (sizeBytes < total) throw new Transient(`the connection ended at byte ${sizeBytes} of ${total}`);
  else if (sizeBytes > total) {
    await part.restart();
    throw new Transient(`received ${sizeBytes} bytes, but ${total} were announced`);
  }
}

/** Errors of Node's sockets and HTTP parser have these codes; file system errors have become ours by now. */
function isOfTheConnection(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    /^(ECONN|ETIMEDOUT|EPIPE|HPE_|ERR_STREAM|ERR_SSL|EPROTO)/.test(String(error.code))
  );
}

async function waitBefore(
  failures: number,
  waitMs: number,
  part: PartFile,
  error: Error,
  task: Task,
): Promise<void> {
  reportBytes(task, `${error.message}; attempt ${failures + 1} in ${Math.ceil(waitMs / 1000)} s`, part);
  await sleep(waitMs, undefined, { signal: task.signal }).catch(() => task.signal.throwIfAborted());
}

/** A total of 0 stands for a size that the server does not announce. */
function reportBytes(task: Task, phase: string, { sizeBytes, announcedBytes }: PartFile): void {
  const total = announcedBytes === null ? 0 : announcedBytes;
  task.report({ phase, done: sizeBytes, total, unit: 'bytes' });
}

function givenUp({ host }: URL, part: PartFile, cause: Error): Unreachable {
  const kept = part.sizeBytes > 0 ? ` ${inMegabytes(part.sizeBytes)} are kept: resume later.` : '';
  return new Unreachable(
    `${cause.message}.${kept} If ${host} cannot be reached from here, set a proxy or a mirror (Download dialog, or HTTPS_PROXY and HF_ENDPOINT), or download the file elsewhere and import it. Everything else works offline.`,
    { cause },
  );
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
