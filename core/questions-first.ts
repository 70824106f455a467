/**
 * Questions come first: while one is answered, long work of this process pauses at its next piece. A question takes some twenty turns and
 * reads, each of which would wait for that work. Work that was paused goes on for half as long as it was paused,
 * whatever is asked meanwhile.
 */

const MOST_PAUSE_MS = 250;
const WORK_SHARE = 0.5;

let questions = 0;
let pause: { readonly over: Promise<void>; readonly end: () => void } | null = null;
let freeUntilMs = 0;

/** Answers a question that needs no pixels: reading them pauses. */
export async function answerFirst<T>(answer: () => Promise<T>): Promise<T> {
  questions += 1;
  try {
    return await answer();
  } finally {
    questions -= 1;
    if (questions === 0) pause?.end();
  }
}

/** Whether long work should call `pauseForQuestions`. Cheap. */
export function mustPause(): boolean {
  return questions > 0 && performance.now() >= freeUntilMs;
}

/** Resolves when there is nothing to answer, and after `MOST_PAUSE_MS` at the latest. */
export async function pauseForQuestions(): Promise<void> {
  if (!mustPause()) return;
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
