import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CaptionMethod, CollectedPair, PairTexts } from '../../../../core/documents/dataset.ts';
import type { DatasetId, SceneId } from '../../../../core/documents/ids.ts';
import type { Task } from '../../../../core/task.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import { createServices, type Services } from '../../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';
import { ownTime } from '../../../own-time.ts';
import { type CaptionServer, startCaptionServer } from './caption-server.ts';

const KEY = 'sk-very-secret';

let folder: string;
let services: Services;
let scene: SceneId;
let server: CaptionServer;
let sets = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-captions-'));
  services = await createServices({ ...serviceOptions(forkBuiltEngine), dataFolder: join(folder, 'home') });
  scene = await services.scenes.openPath(findResources().demoScene);
  server = await startCaptionServer();
});

afterAll(async () => {
  await server.close();
  await services.close();
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  server.asked.length = 0;
  server.script.length = 0;
  server.otherwise = { kind: 'answer', text: 'A caption.' };
  await services.captions.turnOff();
});

async function dataset(...texts: readonly Partial<PairTexts>[]): Promise<DatasetId> {
  sets += 1;
  const id = await services.datasets.create(`Set ${sets}`);
  const windows = texts.map(({ short = '', long = '' }, i) => ({
    ...{
      window: { col: 1024, row: 1000 + i, widthPx: 64, heightPx: 64 },
      short,
      long,
      source: 'drawn' as const,
    },
  }));
  const pairs = await services.datasets.addWindows(id, scene, windows, new AbortController().signal);
  for (const [i, pair] of pairs.entries())
    if (texts[i]!.labels)
      await services.datasets.setTexts(id, pair, { short: '', long: '', labels: '', ...texts[i] });
  return id;
}

const items = async (id: DatasetId): Promise<readonly CollectedPair[]> =>
  (await services.datasets.detail(id)).items;

async function switchOn(timeoutSeconds = 20): Promise<void> {
  await services.captions.set(server.url, 'some-model', KEY, timeoutSeconds);
  await services.captions.agree();
}

function run(id: DatasetId, method: CaptionMethod, signal = new AbortController().signal): Promise<void> {
  const task: Task = { signal, report: () => undefined };
  return services.captions.run(id, method, task, () => undefined);
}

test('nothing is sent while the assistant is off or before the user has agreed', async () => {
  const id = await dataset({ short: 'a bridge' });
  await expect(run(id, 'expand')).rejects.toThrow('off');
  await services.captions.set(server.url, 'some-model', null, 20);
  await expect(run(id, 'expand')).rejects.toThrow('agree');
  expect(server.asked).toEqual([]);
});

test('a new address needs a new agreement and does not receive the old key', async () => {
  await switchOn();
  expect(await services.captions.settings()).toMatchObject({ agreed: true, hasKey: true });
  await services.captions.set('http://127.0.0.1:9/v1', 'some-model', null, 20);
  expect(await services.captions.settings()).toMatchObject({ agreed: false, hasKey: false });
});

test('the request is the one that the preview shows: the text and the picture, nothing else', async () => {
  const id = await dataset({ short: 'a steel bridge' });
  await switchOn();
  const preview = (await services.captions.preview(id, 'expand'))!;
  const [pair] = await items(id);
  const picture = await services.captions.picture(id, pair!);
  await run(id, 'expand');
  const [asked] = server.asked;
  expect(server.asked).toHaveLength(1);
  expect(preview).toMatchObject({ url: `${server.url}/chat/completions`, withPicture: true, pairs: 1 });
  expect(asked!.text).toBe(preview.text);
  expect(asked!.text).toContain('"a steel bridge"');
  expect(Buffer.compare(asked!.picture!, Buffer.from(picture))).toBe(0);
  expect(asked!.key).toBe(`Bearer ${KEY}`);
  expect(Object.keys(asked!.body).sort()).toEqual(['max_tokens', 'messages', 'model', 'stream']);
  const { width, height, format } = await sharp(asked!.picture!).metadata();
  expect([width, height, format]).toEqual([64, 64, 'jpeg']);
});

test('a long caption is compressed from its text, without the picture', async () => {
  const id = await dataset(
    { long: 'A steel bridge carries cars across a brown river.' },
    { short: 'no long' },
  );
  await switchOn();
  server.otherwise = { kind: 'answer', text: ' Summary: "a steel\n bridge over a river" ' };
  await run(id, 'compress');
  expect(server.asked.map(({ picture }) => picture)).toEqual([null]);
  expect(server.asked[0]!.text).toContain('20 words or less');
  expect((await items(id)).map(({ short }) => short)).toEqual(['a steel bridge over a river', 'no long']);
});

test('labels become a long caption, and the long caption becomes a short one', async () => {
  const id = await dataset({ labels: '3 planes, 1 hangar' });
  await switchOn();
  server.script.push({ kind: 'answer', text: 'Three planes stand at a hangar.' });
  server.script.push({ kind: 'answer', text: 'planes at a hangar' });
  await run(id, 'labels');
  expect(server.asked.map(({ picture }) => picture !== null)).toEqual([true, false]);
  expect(server.asked[0]!.text).toContain('3 planes, 1 hangar');
  expect(server.asked[1]!.text).toContain('Three planes stand at a hangar.');
  expect((await items(id))[0]).toMatchObject({
    ...{ long: 'Three planes stand at a hangar.', short: 'planes at a hangar' },
  });
});

test('a failed answer is recorded with its pair, the other pairs continue, and a second run asks only for the failed one', async () => {
  const id = await dataset({ short: 'one' }, { short: 'two' }, { short: 'three' });
  await switchOn();
  server.script.push(
    { kind: 'answer', text: 'One.' },
    { kind: 'status', status: 500, message: 'out of memory' },
  );
  await expect(run(id, 'expand')).rejects.toThrow('1 of 3 pairs');
  expect((await items(id)).map(({ long }) => long)).toEqual(['One.', '', 'A caption.']);
  expect((await items(id))[1]!.fault).toContain('out of memory');
  server.asked.length = 0;
  await run(id, 'expand');
  expect(server.asked.map(({ text }) => text.includes('"two"'))).toEqual([true]);
  expect((await items(id))[1]).toMatchObject({ long: 'A caption.', fault: null });
});

test.each([
  ['a wrong key', { kind: 'status', status: 401, message: 'no such key' }, 'no such key'],
  ['a server with another interface', { kind: 'garbage' }, 'not JSON'],
  ['a redirect', { kind: 'redirect', to: 'http://127.0.0.1:9/' }, 'cannot be reached'],
] as const)('%s ends the run at once and keeps the pairs', async (_, behaviour, words) => {
  const id = await dataset({ short: 'one' }, { short: 'two' });
  await switchOn();
  server.otherwise = behaviour;
  await expect(run(id, 'expand')).rejects.toThrow(words);
  expect(server.asked).toHaveLength(1);
  expect((await items(id)).map(({ short, fault }) => [short, fault])).toEqual([
    ['one', null],
    ['two', null],
  ]);
});

test('a stalled request fails at its time limit, and its pair says so', async () => {
  const id = await dataset({ short: 'one' });
  await switchOn(1);
  server.script.push({ kind: 'stall' });
  await expect(run(id, 'expand')).rejects.toThrow('1 of 1');
  expect((await items(id))[0]!.fault).toContain('no answer within 1 s');
});

test('cancelling a stalled request takes less than a second and keeps finished captions', async () => {
  const id = await dataset({ short: 'one' }, { short: 'two' });
  await switchOn();
  server.script.push({ kind: 'answer', text: 'One.' }, { kind: 'stall' });
  const abort = new AbortController();
  const running = run(id, 'expand', abort.signal);
  await expect.poll(() => server.asked.length).toBe(2);
  abort.abort();
  const { totalMs } = await ownTime(() => expect(running).rejects.toThrow());
  expect(totalMs).toBeLessThan(1000);
  expect((await items(id)).map(({ long }) => long)).toEqual(['One.', '']);
});

test('the key is in a file that only the user can read, and is in no settings or errors', async () => {
  await switchOn();
  const path = join(folder, 'home', 'assistant.json');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(path, 'utf8')).toContain(KEY);
  expect(JSON.stringify(await services.captions.settings())).not.toContain(KEY);
  const id = await dataset({ short: 'one' });
  server.otherwise = { kind: 'status', status: 403, message: 'forbidden' };
  const fault = await run(id, 'expand').catch((error: unknown) => error);
  expect(JSON.stringify(fault, Object.getOwnPropertyNames(fault))).not.toContain(KEY);
});

test.each(['ftp://server/v1', 'http://user:word@server/v1', 'server', 'http://server/v1?x=1'])(
  'the address %s is refused',
  async (url) => {
    await expect(services.captions.set(url, 'm', null, 20)).rejects.toThrow('OpenAI-compatible');
  },
);
