/** Work started ahead of the point where its result is awaited. */

/** Returns `work` with its rejection marked as handled, so that a failure before the caller awaits it is not reported as unhandled. */
export function awaitedLater<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}
