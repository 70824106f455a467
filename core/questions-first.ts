/**
 * Questions come first: while one is answered, long work of this process pauses at its next piece. A question takes some twenty turns and
 * reads, each of which would wait for that work. Work that was paused goes on for half as long as it was paused,
 * whatever is asked meanwhile. What a question itself reads and computes is known by its signal, and does not pause.
 */

const MOST_PAUSE_MS = 250;
const WORK_SHARE = 0.5;

let questions = 0;
const signalsOfQuestions = new WeakSet<AbortSignal>();
let pause: { readonly over: Promise<void>; readonly end: () => void } | null = null;
let freeUntilMs = 0;

/** `signal` is that of the work of this question, and of no other work. A part of a question may be answered first by itself. */
export async function answerFirst<T>(answer: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  if (signal !== undefined && isOfQuestion(signal)) return answer();
  questions += 1;
  if (signal !== undefined) signalsOfQuestions.add(signal);
  try {
    return await answer();
  } finally {
    questions -= 1;
    if (signal !== undefined) signalsOfQuestions.delete(signal);
    if (questions === 0) pause?.end();
  }
}

/** Whether work with this signal is that of a question. */
export function isOfQuestion(signal: AbortSignal): boolean {
  return signalsOfQuestions.has(signal);
}

/** Whether long work with this signal should call `pauseForQuestions`. Cheap. */
export function mustPause(signal?: AbortSignal): boolean {
  if (questions === 0 || performance.now() < freeUntilMs) return false;
  return signal === undefined || !isOfQuestion(signal);
}

/** Resolves when there is nothing to answer, and after `MOST_PAUSE_MS` at the latest. */
export async function pauseForQuestions(signal?: AbortSignal): Promise<void> {
  if (!mustPause(signal)) return;
  pause ??= begin();
  await pause.over;
}

function begin(): NonNullable<typeof pause> {
  const sinceMs = performance.now();
  let end = (): void => undefined;
  const over = new Promise<void>((resolve) => {
    const late = setTimeout(() => end(), MOST_PAUSE_MS);
    end = () => {
      clearTimeout(late);
      pause = null;
      const now = performance.now();
      freeUntilMs = now + WORK_SHARE * (now - sinceMs);
      resolve();
    };
  });
  return { over, end };
}
