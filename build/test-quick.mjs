/** `npm run test:quick`: the checks and the fast unit tests, and a line that says what was left out. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SLOW_TESTS } from './slow-tests.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const npmRun = ['npm', 'run', '--silent'];
const steps = [
  [...npmRun, 'check'],
  [...npmRun, 'build'],
  ['npx', 'vitest', 'run', '--project', 'unit', ...process.argv.slice(2)],
];
for (const [command, ...args] of steps) {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    // Read by vitest.config.ts.
    env: { ...process.env, LONGSIGHT_QUICK_TESTS: '1' },
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}
const endToEnd = readdirSync(new URL('../test/e2e/', import.meta.url)).filter((name) =>
  name.endsWith('.test.ts'),
);
console.log(
  `Left out: ${SLOW_TESTS.length} slow unit test files (build/slow-tests.mjs) and ${endToEnd.length} end-to-end files. "npm test" runs everything.`,
);
