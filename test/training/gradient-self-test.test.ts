import { describe, expect, test } from 'vitest';
import { testGradients } from '../../training/gradient-self-test.ts';
import type { OpenSession } from '../../training/graph-session.ts';
import { openSession, openUnoptimized } from './run-graph.ts';

describe('the gradient self-test', () => {
  test('trusts a device that rounds otherwise', async () => {
    const { trusted, worst } = await testGradients(openSession, openUnoptimized);
    expect(trusted, `${worst.key}: ${worst.error}`).toBe(true);
    expect(worst.error).toBeLessThan(2e-5);
  });

  test.each<[string, (value: number) => number]>([
    ['computes in half the digits', (value) => value * (1 + 1e-3)],
    ['gives no numbers', () => Number.NaN],
  ])('does not trust a device that %s', async (_, spoil) => {
    const { trusted } = await testGradients(openSession, spoilt(spoil));
    expect(trusted).toBe(false);
  });

  test('names the gradient that is wrong', async () => {
    const last = (value: number, name: string, names: readonly string[]) =>
      name === names.at(-1) ? -value : value;
    const { trusted, worst } = await testGradients(openSession, spoilt(last));
    expect(trusted).toBe(false);
    expect(worst.key).not.toBe('loss');
    expect(worst.error).toBeCloseTo(2, 4);
  });
});

/** A device whose results are changed. */
function spoilt(change: (value: number, name: string, names: readonly string[]) => number): OpenSession {
  return async (graph) => {
    const session = await openSession(graph);
    const names = graph.outputs.map(({ name }) => name);
    return {
      run: async (feeds) =>
        Object.fromEntries(
          Object.entries(await session.run(feeds)).map(([name, elements]) => [
            name,
            elements.map((value) => change(value, name, names)),
          ]),
        ),
      release: () => session.release(),
    };
  };
}
