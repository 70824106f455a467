/** Throttling of progress: at most one message per interval, and always the last value. */
import { checkPortable, MAX_BUFFERED_BYTES, PROGRESS_INTERVAL_MS } from './protocol.ts';

export type ThrottledProgress = {
  readonly report: (progress: unknown) => void;
  /** Sends the value still held back unless `dropped`. Later reports are ignored. */
  readonly finish: (dropped: boolean) => void;
};

/** Only the latest value of an interval is sent, and nothing while the channel buffers more than 1 MiB. */
export function throttleProgress(
  send: (progress: unknown) => void,
  bufferedBytes: () => number,
): ThrottledProgress {
  let held: { readonly progress: unknown } | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let finished = false;

  function sendHeld(): void {
    if (held === null) return;
    const { progress } = held;
    held = null;
    send(progress);
  }

  function tick(): void {
    timer = null;
    if (held === null) return;
    if (bufferedBytes() <= MAX_BUFFERED_BYTES) sendHeld();
    timer = setTimeout(tick, PROGRESS_INTERVAL_MS);
  }

  return {
    report: (progress) => {
      if (finished) return;
      checkPortable(progress, 'progress');
      held = { progress };
      if (timer === null) tick();
    },
    finish: (dropped) => {
      finished = true;
      if (timer !== null) clearTimeout(timer);
      if (!dropped) sendHeld();
    },
  };
}
