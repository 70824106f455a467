/** Hook of the end-to-end tests: a test fails if the page logs an error or throws an exception while it runs. */
import { afterEach, expect } from 'vitest';
import { faultsSinceLastCheck } from './browser-app.ts';

afterEach(() => {
  expect(faultsSinceLastCheck()).toEqual([]);
});
