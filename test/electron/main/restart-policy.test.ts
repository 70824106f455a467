import { expect, test } from 'vitest';
import { RestartPolicy } from '../../../electron/main/restart-policy.ts';

test('early exits lead to restarts with growing delays, five times at most', () => {
  const policy = new RestartPolicy();
  expect(Array.from({ length: 6 }, () => policy.delayAfter(10))).toEqual([250, 500, 1000, 2000, 4000, null]);
});

test('a process that has run for a minute resets the delays', () => {
  const policy = new RestartPolicy();
  for (let i = 0; i < 4; i++) policy.delayAfter(10);
  expect(policy.delayAfter(60_001)).toBe(250);
  expect(policy.delayAfter(10)).toBe(500);
});
