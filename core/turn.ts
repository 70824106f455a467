/**
 * Turns of the event loop: lets other work of the thread (cancelling, other requests, signals) run between the pieces of a long
 * computation, also of one whose steps are awaited but never wait for anything.
 */

import { mustPause, pauseForQuestions } from './questions-first.ts';

/** A question takes some ten turns, each of which may wait for one of a long computation. */
const TURN_MS = 10;

let startedMs: number | null = null;

/** Whether the present turn has lasted so long that other work should run. Cheap: call it after every piece. */
export function turnIsLong(signal?: AbortSignal): boolean {
  if (mustPause(signal)) return true;
  const now = performance.now();
  if (startedMs !== null) return now - startedMs > TURN_MS;
  startedMs = now;
  setTimeout(() => {
    startedMs = null;
  });
  return false;
}

/** Continues in a later turn, when questions are answered. Rejects with the signal's reason after an abort. */
export async function nextTurn(signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve));
  await pauseForQuestions(signal);
  signal?.throwIfAborted();
}
