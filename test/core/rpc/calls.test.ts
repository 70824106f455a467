import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { Revisions } from '../../../core/documents/app.ts';
import type { ModelId } from '../../../core/documents/ids.ts';
import type { TokenCount } from '../../../core/documents/search.ts';
import { NotFound } from '../../../core/errors.ts';
import { type Client, connectClient, RemoteError } from '../../../core/rpc/client.ts';
import { contract, type Handlers } from '../../../core/rpc/contract.ts';
import { MAX_OPEN_CALLS } from '../../../core/rpc/protocol.ts';
import { serve } from '../../../core/rpc/server.ts';
import { handlersWith, type Pair, transports } from './transports.ts';

const model = 'starter' as ModelId;
const forever = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
const revision = (jobs: number): Revisions => ({
  scenes: 0,
  models: 0,
  devices: 0,
  jobs,
  project: 0,
  runs: 0,
  datasets: 0,
  evaluations: 0,
  collections: 0,
  team: 0,
  faults: 0,
});

test('every method of the contract checks its input', () => {
  for (const [name, method] of Object.entries(contract))
    expect(() => method.input({ surely: 'not an input' }, name), name).toThrow(/expected|unknown field/);
});

describe.each(transports)('over $name', ({ connect }) => {
  const pairs: Pair[] = [];
  afterEach(async () => {
    for (const { release } of pairs.splice(0)) await release();
  });

  async function connected(some: Partial<Handlers>): Promise<{ client: Client; pair: Pair }> {
    const pair = await connect();
    pairs.push(pair);
    serve(pair.core, handlersWith(some));
    return { client: connectClient(pair.page), pair };
  }

  test('a call is answered with what its handler returns', async () => {
    const { client } = await connected({
      'query.count': async ({ text }): Promise<TokenCount> => ({
        count: text.length,
        limit: 248,
        truncated: false,
        cutAt: text.length,
        hints: [],
      }),
    });
    expect(await client.call('query.count', { model, text: 'grün 🌍' })).toEqual({
      count: 7,
      hints: [],
      limit: 248,
      truncated: false,
      cutAt: 7,
    });
  });

  test('many open calls without a signal of their own give no warning', async () => {
    const { client } = await connected({ 'models.list': (_, { signal }) => forever(signal) });
    const warnings: string[] = [];
    const note = ({ message }: Error): number => warnings.push(message);
    process.on('warning', note);
    const calls = Array.from({ length: 20 }, () => client.call('models.list', null));
    client.close();
    expect((await Promise.allSettled(calls)).map(({ status }) => status)).toEqual(
      Array.from({ length: 20 }, () => 'rejected'),
    );
    await sleep(1);
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  test('an error arrives with its name, message and code', async () => {
    const { client } = await connected({
      'models.list': () => Promise.reject(new NotFound('model folder /x: absent')),
    });
    const error: unknown = await client.call('models.list', null).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(RemoteError);
    expect(error).toMatchObject({ name: 'NotFound', message: 'model folder /x: absent', code: 'NOT_FOUND' });
  });

  test('an invalid input never reaches the handler', async () => {
    let reached = false;
    const { client } = await connected({
      'query.count': async () => {
        reached = true;
        return { count: 0, limit: 0, truncated: false, cutAt: 0, hints: [] };
      },
    });
    const wrong = { model, text: 5 } as unknown as { model: ModelId; text: string };
    await expect(client.call('query.count', wrong)).rejects.toMatchObject({
      code: 'INVALID',
      message: 'query.count.text: expected a string, got number',
    });
    expect(reached).toBe(false);
  });

  test('a property of Object.prototype is not a method', async () => {
    const { client } = await connected({});
    for (const name of ['constructor', 'toString', '__proto__', 'no.such'])
      await expect(client.call(name as 'app.info', null)).rejects.toMatchObject({ code: 'NO_METHOD' });
  });

  test('a result that means different things in JSON and in a structured clone is an error', async () => {
    for (const each of [undefined, Number.NaN, new Map(), new Date(), { deep: [undefined] }]) {
      const { client } = await connected({ 'models.remove': () => Promise.resolve(each as unknown as null) });
      await expect(client.call('models.remove', { model })).rejects.toMatchObject({ code: 'INVALID' });
    }
  });

  test('an abort rejects the call at once with the reason and stops the handler', async () => {
    let stopped: unknown = null;
    const { client } = await connected({
      'app.watch': (_, { signal }) =>
        forever(signal).catch((reason: unknown) => {
          stopped = reason;
          return null;
        }),
    });
    const abort = new AbortController();
    const call = client.call('app.watch', null, { signal: abort.signal });
    setTimeout(() => abort.abort(), 20);
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(() => stopped).toMatchObject({ name: 'AbortError' });
    await expect(client.call('app.watch', null, { signal: abort.signal })).rejects.toBe(abort.signal.reason);
  });

  test('progress is throttled, keeps its order and ends with the last value', async () => {
    const { client } = await connected({
      'app.watch': async (_, { report }) => {
        for (let jobs = 0; jobs < 300; jobs++) {
          report(revision(jobs));
          if (jobs % 3 === 0) await sleep(1);
        }
        return null;
      },
    });
    const seen: number[] = [];
    const started = performance.now();
    await client.call('app.watch', null, { onProgress: ({ jobs }) => seen.push(jobs) });
    const mostPossible = (performance.now() - started) / 33 + 3;
    expect(seen.at(0)).toBe(0);
    expect(seen.at(-1)).toBe(299);
    expect(seen.length).toBeLessThan(mostPossible);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  test('a value held back by the throttle arrives while the call is still running', async () => {
    const { client } = await connected({
      'app.watch': (_, { report, signal }) => {
        report(revision(1));
        report(revision(2));
        return forever(signal);
      },
    });
    const seen: number[] = [];
    const abort = new AbortController();
    const call = client.call('app.watch', null, {
      signal: abort.signal,
      onProgress: ({ jobs }) => seen.push(jobs),
    });
    await expect.poll(() => seen).toEqual([1, 2]);
    abort.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('a call beyond the limit of open calls is refused, and accepted once another has ended', async () => {
    const { client } = await connected({
      'app.watch': (_, { signal }) => forever(signal),
      'models.list': async () => [],
    });
    const aborts = Array.from({ length: MAX_OPEN_CALLS }, () => new AbortController());
    const calls = Promise.allSettled(aborts.map(({ signal }) => client.call('app.watch', null, { signal })));
    await expect(client.call('models.list', null)).rejects.toMatchObject({ code: 'BUSY' });
    aborts[0]!.abort();
    expect(await client.call('models.list', null)).toEqual([]);
    for (const abort of aborts) abort.abort();
    expect((await calls).every(({ status }) => status === 'rejected')).toBe(true);
  });

  test('closing either side makes open and later calls fail with CLOSED and stops their handlers', async () => {
    for (const side of ['page', 'core'] as const) {
      let stopped = false;
      const { client, pair } = await connected({
        'app.watch': (_, { signal }) => {
          signal.addEventListener('abort', () => {
            stopped = true;
          });
          return forever(signal);
        },
        'models.list': async () => [],
      });
      const open = client.call('app.watch', null);
      const failed = expect(open).rejects.toMatchObject({ code: 'CLOSED' });
      await client.call('models.list', null);
      pair[side].close();
      await failed;
      await expect(client.call('models.list', null)).rejects.toMatchObject({ code: 'CLOSED' });
      await expect.poll(() => stopped).toBe(true);
    }
  });

  test('malformed messages are ignored', async () => {
    const { client, pair } = await connected({ 'models.list': async () => [] });
    for (const junk of [
      null,
      5,
      [],
      {},
      { kind: 'req', id: 0.5, method: 'models.list' },
      { kind: 'res', id: 9 },
    ])
      pair.page.post(junk);
    for (const junk of [null, { kind: 'res', id: 99, value: 1 }, { kind: 'err', id: 1 }])
      pair.core.post(junk);
    expect(await client.call('models.list', null)).toEqual([]);
  });
});
