/** A worker's hold on its block: renewed while it encodes, lost when it was cancelled or given to another. */
import type { ClaimedBlock, JobQueue } from './job-queue.ts';
import { isLost } from './postgres.ts';

/** Renewals within the time after which a silent worker loses its block. */
const RENEWALS = 4;

export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** Runs `work` with a signal that also aborts, with `LeaseLost`, when the claim is lost. */
export async function holding<T>(
  queue: JobQueue,
  { claim, leaseSeconds }: ClaimedBlock,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  let isTouching = false;
  const renew = async (): Promise<void> => {
    if (isTouching) return;
    isTouching = true;
    try {
      if (!(await queue.touch(claim))) lost.abort(new LeaseLost(`the claim on ${claim.id} is lost`));
    } catch (error) {
      // While the server is gone nobody else can take the block; the next renewal tells.
      if (!isLost(error)) lost.abort(error);
    } finally {
      isTouching = false;
    }
  };
  const timer = setInterval(renew, (leaseSeconds * 1000) / RENEWALS);
  try {
    return await work(AbortSignal.any([outer, lost.signal]));
  } finally {
    clearInterval(timer);
  }
}
