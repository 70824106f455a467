/**
 * Turns of the event loop: lets other work of the thread (cancelling, other requests, signals) run between the pieces of a long
 * computation, also of one whose steps are awaited but never wait for anything.
 */

/** A question takes some ten turns, each of which may wait for one of a long computation. */
const TURN_MS = 10;

let startedMs: number | null = null;

/** Whether the present turn has lasted so long that other work should run. Cheap: call it after every piece. */
export function turnIsLong(): boolean {
  const now = performance.now();
  if (startedMs !== null) return now - startedMs > TURN_MS;
  startedMs = now;
  setTimeout(() => {
    startedMs = null;
  });
  return false;
}

/** Continues in a later turn. Rejects with the signal's reason after an abort. */
export async function nextTurn(signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve));
  signal?.throwIfAborted();
}
