import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { SLOW_TESTS } from './build/slow-tests.mjs';

const gone = SLOW_TESTS.filter((file) => !existsSync(join(import.meta.dirname, file)));
if (gone.length > 0) throw new Error(`build/slow-tests.mjs lists files that are gone: ${gone.join(', ')}`);

/** Starts the slow files first; the others keep vitest's order. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const position = SLOW_TESTS.indexOf(relative(import.meta.dirname, moduleId).replaceAll('\\', '/'));
      return position < 0 ? SLOW_TESTS.length : position;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

/** Most tests want the demo scene as it is opened; those of its index switch it on. */
const UNINDEXED_DEMO = { LONGSIGHT_INDEX_DEMO: '0' };

export default defineConfig({
  test: {
    sequence: { sequencer: SlowFirst },
    projects: [
      {
        test: {
          name: 'unit',
          env: UNINDEXED_DEMO,
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', ...(process.env.LONGSIGHT_QUICK_TESTS === '1' ? SLOW_TESTS : [])],
          // vitest's own default leaves one core out: half of a machine with two.
          maxWorkers: availableParallelism(),
          // Ends what hangs. The longest take thirty seconds, and several times that while other work keeps both cores busy.
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // Processes start slowly meanwhile, too.
          expect: { poll: { timeout: 60_000 } },
          pool: 'forks',
        },
      },
      {
        test: {
          name: 'e2e',
          env: UNINDEXED_DEMO,
          include: ['test/e2e/**/*.test.ts'],
          setupFiles: ['test/e2e/no-faults.ts'],
          fileParallelism: false,
          expect: { poll: { timeout: 15_000 } },
          // After the unit tests: a browser wants the machine for itself.
          sequence: { groupOrder: 1 },
          pool: 'forks',
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
