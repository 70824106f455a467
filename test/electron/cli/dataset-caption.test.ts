import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createServices, type Services } from '../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../electron/app/process/open-services.ts';
import type { Values } from '../../../electron/cli/commands/command.ts';
import { datasetCaptionCommand } from '../../../electron/cli/commands/dataset-caption.ts';
import { type CaptionServer, startCaptionServer } from '../app/datasets/caption-server.ts';

let folder: string;
let services: Services;
let server: CaptionServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-caption-'));
  services = await createServices({ ...serviceOptions(forkBuiltEngine), dataFolder: join(folder, 'home') });
  server = await startCaptionServer();
  const picture = sharp({ create: { width: 1000, height: 50, channels: 3, background: '#406080' } });
  for (const name of ['a', 'b', 'c'])
    await picture
      .clone()
      .png()
      .toFile(join(folder, `${name}.png`));
  const lines = ['a', 'b', 'c'].map((name) => ({ image: `${name}.png`, short: `picture ${name}` }));
  await writeFile(join(folder, 'pairs.json'), JSON.stringify(lines));
});

afterAll(async () => {
  await server.close();
  await services.close();
  await rm(folder, { recursive: true });
});

beforeEach(() => {
  server.asked.length = 0;
  server.otherwise = { kind: 'answer', text: 'A long caption.' };
});

/** Runs the command and returns its notes, its result and its error. */
async function caption(out: string, values: Values = {}, source = 'pairs.json') {
  const notes: string[] = [];
  let result: unknown = null;
  const running = datasetCaptionCommand.run({
    positionals: [join(folder, source)],
    values: { out: join(folder, out), method: 'expand', endpoint: server.url, model: 'm', ...values },
    console: {
      result: (value) => {
        result = value;
      },
      note: (line) => void notes.push(line),
      progress: () => undefined,
    },
    signal: new AbortController().signal,
    startEngine: forkBuiltEngine,
    services: async () => services,
  });
  const error = await running.then(
    () => null,
    (fault: unknown) => fault,
  );
  return { notes, result, error };
}

const written = async (out: string) =>
  (await readFile(join(folder, out), 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

test('--show prints the first request and sends nothing', async () => {
  const { notes, result } = await caption('shown.jsonl', { show: true });
  expect(server.asked).toEqual([]);
  expect(notes[0]).toContain('"picture a"');
  expect(result).toMatchObject({ pairs: 3 });
});

test('long captions are written beside the short ones, from pictures reduced to at most 768 px', async () => {
  await caption('out.jsonl');
  expect(await written('out.jsonl')).toEqual(
    ['a', 'b', 'c'].map((name) => ({
      ...{ image: `${name}.png`, long: 'A long caption.', short: `picture ${name}` },
    })),
  );
  const { width, height } = await sharp(server.asked[0]!.picture!).metadata();
  expect([width, height]).toEqual([500, 25]);
});

test('a second run asks only for failed captions, even after an incomplete last line', async () => {
  server.script.push({ kind: 'answer', text: 'One.' }, { kind: 'status', status: 500, message: 'full' });
  const { error } = await caption('again.jsonl');
  expect(String(error)).toContain('1 pair got no caption');
  await appendFile(join(folder, 'again.jsonl'), '{"image": "b.png", "lo');
  server.asked.length = 0;
  await caption('again.jsonl');
  expect(server.asked.map(({ text }) => text.includes('picture b'))).toEqual([true]);
  expect((await written('again.jsonl')).map(({ image }) => image).sort()).toEqual([
    ...['a.png', 'b.png', 'c.png'],
  ]);
});

test('pairs that share a picture are distinguished by their texts', async () => {
  const lines = ['one', 'two', 'three', 'three'].map((short) => ({ image: 'a.png', short }));
  await writeFile(join(folder, 'shared.json'), JSON.stringify(lines));
  const answer = { kind: 'answer', text: 'Long.' } as const;
  server.script.push(answer, { kind: 'status', status: 500, message: 'full' }, answer, answer);
  await caption('shared.jsonl', {}, 'shared.json');
  server.asked.length = 0;
  await caption('shared.jsonl', {}, 'shared.json');
  expect(server.asked.map(({ text }) => text.includes('"two"'))).toEqual([true]);
  const texts = (await written('shared.jsonl')).map(({ short }) => short);
  expect(texts.sort()).toEqual(['one', 'three', 'three', 'two']);
});

test('the data set itself and files other than JSON Lines are never overwritten', async () => {
  const source = join(folder, 'source.jsonl');
  const line = JSON.stringify({ image: 'a.png', short: 'a' });
  await writeFile(source, line);
  for (const values of [{ show: true }, {}]) {
    expect(String((await caption('source.jsonl', values, 'source.jsonl')).error)).toContain(
      'data set itself',
    );
    expect(String((await caption('pairs.json', values)).error)).toContain('.jsonl');
  }
  expect(await readFile(source, 'utf8')).toBe(line);
  await writeFile(join(folder, 'notes.jsonl'), 'my notes\n');
  expect(String((await caption('notes.jsonl')).error)).toContain('line 1');
  expect(await readFile(join(folder, 'notes.jsonl'), 'utf8')).toBe('my notes\n');
});

test('--show changes no file, and a last line without a line break is kept', async () => {
  const out = join(folder, 'unended.jsonl');
  const line = JSON.stringify({ image: 'a.png', long: 'Long.', short: 'picture a' });
  await writeFile(out, line);
  await caption('unended.jsonl', { show: true });
  expect(await readFile(out, 'utf8')).toBe(line);
  await caption('unended.jsonl');
  expect((await written('unended.jsonl')).map(({ image }) => image)).toEqual(['a.png', 'b.png', 'c.png']);
});
