/** One request in a thread of its own, which is killed on an abort or after a time limit. */
import { WorkerLine } from './worker-line.ts';

/** Rejects with the signal's reason on an abort. `limitMs` counts anew with each progress report. */
export async function aloneInWorker(
  entry: URL,
  limitMs: number,
  request: object,
  signal: AbortSignal,
  onProgress: (share: number) => void = () => undefined,
): Promise<unknown> {
  signal.throwIfAborted();
  const line = new WorkerLine(entry, limitMs);
  const stop = () => void line.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await line.ask(request, [], onProgress);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    await line.close();
  }
}
