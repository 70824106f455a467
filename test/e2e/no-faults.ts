/** Hook of the end-to-end tests: a test fails if the page logs an error or throws an exception while it runs. */
import { afterEach, expect } from 'vitest';
import { describePages, faultsSinceLastCheck } from './browser-app.ts';

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail')
    for (const shown of await describePages()) console.error(`${task.name}: the page shows\n${shown}`);
  expect(faultsSinceLastCheck()).toEqual([]);
});
