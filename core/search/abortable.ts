/** Lets an abort end a wait at once, even where the awaited work does not listen. */

/** Settles like `work`, or rejects with the signal's reason as soon as it aborts; the work's own end is then of no interest. */
export function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
