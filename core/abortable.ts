/** Waiting that ends at once on an abort, even if the awaited work ignores the signal. */

/** Settles like `work`, or rejects with the signal's reason as soon as it aborts; the outcome of `work` is then ignored. */
export function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
