/**
 * One file over the network into a part file: tries again after cuts and stalls, goes on where it stopped as long as the
 * file at the server is the same, and gives the sum of what arrived.
 */
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Unreachable, Unsupported } from '../../../core/errors.ts';
import type { Task } from '../../../core/task.ts';
import { checkAnswer, publishedSha256, Transient, validatorOf } from './check-answer.ts';
import { type Answer, httpGet, type Route } from './http-get.ts';
import type { PartFile, PartRecord } from './part-file.ts';

export type Patience = {
  /** Until the headers come. */
  readonly answerMs: number;
  /** Without a byte. */
  readonly stallMs: number;
  /** Before each further try; as many tries without progress are made. */
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
  /** Called once the sum or the size is announced, before bytes are taken; throws to refuse them. */
  readonly checkAnnounced: (sha256: string | null) => void;
  /** Bytes that are needed on the disk besides the file, once its size is known. */
  readonly roomBeside: (sizeBytes: number) => number;
};

/** Left free on the disk for everything else. */
const RESERVED_BYTES = 256 << 20;
/** As much in one try counts as progress: the tries start over. */
const PROGRESS_BYTES = 1 << 20;
const USER_AGENT = 'Longsight';

/**
 * Fills `part` until it is complete. Throws `Unreachable` after the last try, `NotFound`, `InvalidInput` and
 * `Unsupported` for what no further try mends; the part file is kept in every case.
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
      // Without any network the first answer is the true one: a long wait would only hide it.
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
  const answer = await httpGet(wanted.url, rangeHeaders(part), route, task.signal);
  try {
    if (answer.status === 416) return await settleRange(part, answer);
    checkAnswer(wanted.url, answer);
    await takeRecord(wanted, part, answer);
    await checkRoom(wanted, part);
    await receive(part, answer, patience.stallMs, task);
  } finally {
    answer.body.destroy();
  }
}

/** Only a file that can be told from another one, or whose sum is known, may be put together from two answers. */
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
async function settleRange(part: PartFile, answer: Answer): Promise<void> {
  const { record } = part;
  if (record !== null && answer.lastHeader('content-range') === `bytes */${part.sizeBytes}`)
    await part.describe({ ...record, sizeBytes: part.sizeBytes });
  else await part.restart();
}

/** Notes what the answer says of the file; starts again where that is another file than the part's. */
async function takeRecord(wanted: Wanted, part: PartFile, answer: Answer): Promise<void> {
  const sha256 = publishedSha256(answer);
  const validator = validatorOf(answer);
  const before = part.record;
  wanted.checkAnnounced(sha256);
  if (answer.status === 206) {
    const [, start, , size] =
      /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(String(answer.lastHeader('content-range'))) ?? [];
    const total = size === undefined || size === '*' ? part.announcedBytes : Number(size);
    const isSame = before !== null && isSameFile(before, { sha256, validator, sizeBytes: total });
    if (Number(start) !== part.sizeBytes || !isSame) {
      await part.restart();
      throw new Transient(`the file has changed at ${wanted.url.host}: starting again`, 0);
    }
    await part.describe({ origin: wanted.origin, validator, sha256, sizeBytes: total });
    return;
  }
  if (part.sizeBytes > 0) await part.restart();
  const length = answer.lastHeader('content-length');
  await part.describe({
    origin: wanted.origin,
    validator,
    sha256,
    sizeBytes: length === null ? null : Number(length),
  });
}

/** Mirrors tell the same file by different validators: where its sum is known, that counts. */
function isSameFile(before: PartRecord, now: Omit<PartRecord, 'origin'>): boolean {
  if (before.sha256 !== now.sha256) return false;
  if (before.sizeBytes !== null && before.sizeBytes !== now.sizeBytes) return false;
  return before.sha256 !== null || before.validator === now.validator;
}

async function checkRoom(wanted: Wanted, part: PartFile): Promise<void> {
  const size = part.announcedBytes;
  if (size === null) return;
  const folder = dirname(part.path);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const needed = size - part.sizeBytes + wanted.roomBeside(size) + RESERVED_BYTES;
  if (needed > free)
    throw new Unsupported(
      `${folder}: ${inMegabytes(needed)} are needed for the file and the model made from it, ${inMegabytes(free)} are free: free some space, or set LONGSIGHT_HOME to a larger disk`,
    );
}

async function receive(part: PartFile, { body, pieces }: Answer, stallMs: number, task: Task): Promise<void> {
  const total = part.announcedBytes;
  const report = (): void => reportBytes(task, 'downloading', part);
  const stalled = (): void => {
    body.destroy(new Transient(`no byte came for ${stallMs / 1000} s`));
  };
  const stop = (): void => {
    body.destroy(new Transient('stopped'));
  };
  let timer = setTimeout(stalled, stallMs);
  task.signal.addEventListener('abort', stop, { once: true });
  try {
    report();
    await part.append(pieces, () => {
      clearTimeout(timer);
      timer = setTimeout(stalled, stallMs);
      report();
    });
  } catch (error) {
    throw isOfTheConnection(error) ? new Transient('the connection broke', null, { cause: error }) : error;
  } finally {
    clearTimeout(timer);
    task.signal.removeEventListener('abort', stop);
  }
  await settleEnd(part, total);
}

/** An answer without a length ends where it ends. */
async function settleEnd(part: PartFile, total: number | null): Promise<void> {
  const { record, sizeBytes } = part;
  if (record === null) throw new Error('a part file that was filled has a record');
  if (total === null) await part.describe({ ...record, sizeBytes });
  else if (sizeBytes < total) throw new Transient(`the connection ended at byte ${sizeBytes} of ${total}`);
  else if (sizeBytes > total) {
    await part.restart();
    throw new Transient(`${sizeBytes} bytes came where ${total} were announced`);
  }
}

/** Node's own errors of sockets and of its HTTP parser have codes; those of the file system come as ours. */
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
  reportBytes(task, `${error.message}; try ${failures + 1} in ${Math.ceil(waitMs / 1000)} s`, part);
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
    `${cause.message}.${kept} Without a way to ${host}: set a proxy or a mirror (Download dialog, or HTTPS_PROXY and HF_ENDPOINT), or bring the file from elsewhere and import it. Everything else works without a network.`,
    { cause },
  );
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
