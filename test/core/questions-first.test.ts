/** Long work beside questions. The times are far apart, so that a busy machine does not change the outcome. */
import { expect, test } from 'vitest';
import { answerFirst, mustPause, pauseForQuestions } from '../../core/questions-first.ts';
import { nextTurn, turnIsLong } from '../../core/turn.ts';

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Until work may be paused again. */
async function rested(): Promise<void> {
  await answerFirst(async () => {
    while (!mustPause()) await after(5);
  });
}

test('work pauses at its next piece until the question is answered', async () => {
  await rested();
  let isAnswered = false;
  const answer = answerFirst(async () => {
    await after(60);
    isAnswered = true;
    return 7;
  });
  expect(turnIsLong()).toBe(true);
  await nextTurn();
  expect(isAnswered).toBe(true);
  expect(await answer).toBe(7);
  expect(mustPause()).toBe(false);
});

test('what a question itself reads does not pause, and is other work again when it is answered', async () => {
  await rested();
  const { signal } = new AbortController();
  await answerFirst(async () => {
    expect([mustPause(), mustPause(signal), turnIsLong(signal)]).toEqual([true, false, false]);
    const started = performance.now();
    await pauseForQuestions(signal);
    await nextTurn(signal);
    expect(performance.now() - started).toBeLessThan(200);
    expect(mustPause()).toBe(true);
  }, signal);
  await answerFirst(async () => expect(mustPause(signal)).toBe(true));
});

test('a part of a question that is answered first by itself does not end the question', async () => {
  await rested();
  const { signal } = new AbortController();
  await answerFirst(async () => {
    await answerFirst(async () => undefined, signal);
    expect([mustPause(), mustPause(signal)]).toEqual([true, false]);
  }, signal);
  expect(mustPause()).toBe(false);
});

test('an answer that fails ends the pause too', async () => {
  await rested();
  const answer = answerFirst(async () => {
    await after(30);
    throw new Error('no index');
  });
  const paused = pauseForQuestions();
  await expect(answer).rejects.toThrow('no index');
  await paused;
  expect(mustPause()).toBe(false);
});

test('with questions all the time, work goes on for at least half as long as it is paused', async () => {
  await rested();
  let isOver = false;
  const questions = answerFirst(async () => {
    while (!isOver) await after(5);
  });
  let [paused, worked] = [0, 0];
  for (let round = 0; round < 3; round++) {
    const started = performance.now();
    await pauseForQuestions();
    const resumed = performance.now();
    while (!mustPause()) await after(1);
    paused += resumed - started;
    worked += performance.now() - resumed;
  }
  expect(paused).toBeGreaterThan(500);
  // Timers of a busy machine are late by some milliseconds.
  expect(worked).toBeGreaterThan(0.45 * paused);
  isOver = true;
  await questions;
});

test('without a question nothing waits', async () => {
  expect(mustPause()).toBe(false);
  await pauseForQuestions();
});
