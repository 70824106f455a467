/** Codecs and worker threads under Node. */
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { deflateSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { InvalidInput } from '../../../core/errors.ts';
import { KERNEL_BASE64 } from '../../../core/raster/codec/kernel/blocks.generated.ts';
import { blockMessage } from '../../../electron/node/block-message.mjs';
import { CLAIM_WORDS, claim, offer } from '../../../electron/node/claims.mjs';
import { WorkerLine } from '../../../electron/node/worker-line.ts';
import { readPicture } from '../../../training/dataset/read-picture.ts';
import { sourceHost } from '../../core/raster/source-host.ts';
import { writeTiff } from '../../core/raster/write-tiff.ts';

const host = sourceHost();
afterAll(() => host.close());
const { codecs } = host;

test('inflate reverses deflate, and the packed bytes have their own buffer', async () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 7);
  const packed = await codecs.deflate(bytes);
  expect(packed.buffer.byteLength).toBe(packed.byteLength);
  expect(await codecs.inflate(packed, 1000)).toEqual(bytes);
});

test('a truncated stream and a decompression bomb are invalid input', async () => {
  const packed = new Uint8Array(deflateSync(new Uint8Array(1_000_000)));
  await expect(codecs.inflate(packed.subarray(0, 500), 1_000_000)).rejects.toThrow(InvalidInput);
  await expect(codecs.inflate(packed, 10_000)).rejects.toThrow(InvalidInput);
});

test('a PNG keeps gray, RGB and RGBA pixels, and other bytes are invalid input', async () => {
  for (const channels of [1, 3, 4] as const) {
    const pixels = Uint8Array.from({ length: 12 * 5 * channels }, (_, i) => (i * 37) & 255);
    const png = await codecs.encodePicture({ widthPx: 12, heightPx: 5, channels, pixels }, 'png');
    expect(await codecs.decodePicture(png)).toEqual({ widthPx: 12, heightPx: 5, channels, pixels });
  }
  await expect(codecs.decodePicture(Uint8Array.of(1, 2, 3))).rejects.toThrow(InvalidInput);
});

test('a TIFF with 16-bit samples is refused as a picture, with its name and what to do', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'longsight-codecs-'));
  const path = join(folder, 'deep.tif');
  const tiff = { width: 4, height: 4, bands: 3, photometric: 2, format: 1, value: () => 900 } as const;
  await writeFile(path, writeTiff({ ...tiff, bits: 16 }));
  await expect(readPicture(host, path)).rejects.toThrow(/deep\.tif: .*ushort.*convert it first/);
  await writeFile(path, writeTiff({ ...tiff, bits: 8, value: () => 90 }));
  expect((await readPicture(host, path)).rgb).toEqual(new Uint8Array(48).fill(90));
  await rm(folder, { recursive: true });
});

test('a worker that hangs is killed at its time limit, and a new worker takes the next request', async () => {
  const line = new WorkerLine(new URL('hang-worker.mjs', import.meta.url), 400);
  const hung = line.ask({ hang: true });
  const next = line.ask({ hang: false });
  await expect(hung).rejects.toThrow(/gave up after 400 ms/);
  expect(await next).toBe(2);
  await line.close();
});

test('requests that a worker had at hand when it was killed go to the next one', async () => {
  const line = new WorkerLine(new URL('hang-worker.mjs', import.meta.url), 400, { mostSent: 4 });
  const [first, hung, ...others] = [{}, { hang: true }, {}, {}, {}].map((each) => line.ask(each));
  await expect(hung).rejects.toThrow(/gave up after 400 ms/);
  expect(await first).toBe(1);
  expect(await Promise.all(others)).toEqual([6, 7, 8]);
  expect(line.length).toBe(0);
  await line.close();
});

/** A line to a worker that answers several requests at once, and hangs at the number `hang`. */
function listLine(hang: number, gate: Int32Array | null = null): WorkerLine<{ readonly number: number }> {
  const begun = new Int32Array(new SharedArrayBuffer(4 * CLAIM_WORDS));
  const entry = new URL('list-worker.mjs', import.meta.url);
  const pack = ({ number }: { readonly number: number }, id: number) => ({ number, id });
  return new WorkerLine(entry, 400, { mostSent: 3, workerData: { begun, hang, gate }, begun, pack });
}

test('requests of the same turn go out in one message, as many as the worker may have at hand', async () => {
  const line = listLine(-1);
  expect(await line.ask({ number: 1 })).toBe('1 of 1');
  expect(await Promise.all([2, 3, 4, 5].map((number) => line.ask({ number })))).toEqual([
    '2 of 3',
    '3 of 3',
    '4 of 3',
    '5 of 1',
  ]);
  await line.close();
});

test('requests that cannot be posted are rejected, and the next ones are answered', async () => {
  const line = listLine(-1);
  const memory = new ArrayBuffer(8);
  const asked = [1, 2].map((number) => line.ask({ number }, [memory]));
  for (const each of asked) await expect(each).rejects.toThrow(/duplicate ArrayBuffer/);
  expect(await line.ask({ number: 3 })).toBe('3 of 1');
  expect(line.length).toBe(0);
  await line.close();
});

test('of requests that are answered together, only the one that hangs has failed', async () => {
  const line = listLine(12);
  const [before, hung, behind] = [11, 12, 13].map((number) => line.ask({ number }));
  await expect(hung).rejects.toThrow(/gave up after 400 ms/);
  expect(await Promise.all([before, behind])).toEqual(['11 of 2', '13 of 2']);
  expect(line.length).toBe(0);
  await line.close();
});

/** A line whose worker is at its first request, until `open`; `begun` counts its requests. */
async function heldLine() {
  const gate = new Int32Array(new SharedArrayBuffer(12));
  const line = listLine(-1, gate);
  const first = line.ask({ number: 1 });
  while (Atomics.load(gate, 1) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  const open = () => {
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
  };
  return { line, first, open, begun: () => Atomics.load(gate, 2) };
}

test('requests that a busy worker has not begun are given to another worker, and answered once', async () => {
  const idle = listLine(-1);
  expect(idle.isIdle).toBe(false);
  expect(await idle.ask({ number: 9 })).toBe('9 of 1');
  const { line, first, open, begun } = await heldLine();
  const others = [2, 3, 4].map((number) => line.ask({ number }));
  expect([idle.isIdle, line.isIdle]).toEqual([true, false]);
  const given = [line.release(), line.release(), line.release()];
  expect(given.map((each) => each?.message.number)).toEqual([4, 3, 2]);
  expect(line.release()).toBe(null);
  for (const each of given) if (each !== null) idle.adopt(each);
  expect(await Promise.all(others)).toEqual(['2 of 3', '3 of 3', '4 of 3']);
  open();
  expect(await first).toBe('1 of 1');
  expect(await line.ask({ number: 5 })).toBe('5 of 1');
  expect(begun()).toBe(2);
  expect([line.length, idle.length]).toEqual([0, 0]);
  await Promise.all([line.close(), idle.close()]);
});

test('no request is lost, however many a worker that hangs gives away', async () => {
  const { line, first, open } = await heldLine();
  const idle = listLine(-1);
  const asked: Promise<unknown>[] = [first];
  const numbers = Array.from({ length: 100 }, (_, i) => i + 2);
  for (const number of numbers) {
    // The first of these stays with the worker.
    asked.push(line.ask({ number }));
    await null;
    const given = number === 2 ? null : line.release();
    if (given !== null) idle.adopt(given);
  }
  open();
  const answers = await Promise.all(asked);
  expect(answers.map((each) => Number.parseInt(String(each), 10))).toEqual([1, ...numbers]);
  await Promise.all([line.close(), idle.close()]);
});

test('a worker that gets no time from a busy machine is given more, but not for ever', async () => {
  const line = new WorkerLine(new URL('idle-worker.mjs', import.meta.url), 300);
  expect(await line.ask({ idleMs: 700 })).toBe(1);
  const started = performance.now();
  await expect(line.ask({ idleMs: 60_000 })).rejects.toThrow(/gave up after 300 ms/);
  expect(performance.now() - started).toBeLessThan(30_000);
  await line.close();
});

test.skipIf(availableParallelism() === 1)('blocks do not wait behind one that takes long', async () => {
  const decoded = (size: number) => {
    const rows = Uint8Array.from({ length: size }, (_, i) => (i * i) >> 7);
    const bytes = new Uint8Array(deflateSync(rows, { level: 1 }));
    const parts = [{ from: 0, to: bytes.length, sizeBytes: size, mostBytes: size }];
    return () => codecs.decodeGuarded({ codec: 'deflate', bytes, parts, order: null });
  };
  const [long, short] = [decoded(8 << 20), decoded(5000)];
  // So that all threads have started.
  await Promise.all(Array.from({ length: 8 }, short));
  const shorts = Array.from({ length: 12 }, (_, i) => i);
  let last: unknown = null;
  // A busy machine may give the other threads no time while the long one is decoded.
  for (let attempt = 0; attempt < 20 && last !== 'long'; attempt++) {
    const ended: unknown[] = [];
    const named = (name: unknown, result: Promise<unknown>) => result.then(() => ended.push(name));
    await Promise.all([named('long', long()), ...shorts.map((i) => named(i, short()))]);
    expect(new Set(ended)).toEqual(new Set(['long', ...shorts]));
    last = ended.at(-1);
  }
  expect(last).toBe('long');
});

test('the thread of blocks leaves out requests that were taken back', async () => {
  const begun = new Int32Array(new SharedArrayBuffer(4 * CLAIM_WORDS));
  const kernel = Buffer.from(KERNEL_BASE64, 'base64');
  const entry = new URL('../../../electron/node/codec-worker.mjs', import.meta.url);
  const worker = new Worker(entry, { workerData: { kernel, begun, isAlone: false } });
  await once(worker, 'message');
  const block = { codec: 'none', bytes: Uint8Array.of(3, 1, 4), parts: [], order: null } as const;
  for (const id of [1, 2, 3]) offer(begun, id);
  expect([claim(begun, 1), claim(begun, 3), claim(begun, 3)]).toEqual([true, true, false]);
  worker.postMessage([1, 2, 3].map((id) => blockMessage(block, id, null)));
  const [answer] = await once(worker, 'message');
  expect(answer[0]).toBe(2);
  expect(new Uint8Array(answer[1])).toEqual(Uint8Array.of(3, 1, 4));
  expect(answer.length).toBe(2);
  await worker.terminate();
});

test('memory of a decoded block that is given back is taken for the next of its size, and no other memory', async () => {
  const decoded = (seed: number, size: number) => {
    const rows = Uint8Array.from({ length: size }, (_, i) => (i * seed) & 255);
    const bytes = new Uint8Array(deflateSync(rows));
    const parts = [{ from: 0, to: bytes.length, sizeBytes: size, mostBytes: size }];
    return { rows, result: codecs.decodeGuarded({ codec: 'deflate', bytes, parts, order: null }) };
  };
  const first = await decoded(3, 5000).result;
  const kept = await decoded(5, 5000).result;
  codecs.reuse(new Uint16Array(first.buffer));
  codecs.reuse(first);
  const smaller = decoded(7, 4999);
  expect(await smaller.result).toEqual(smaller.rows);
  expect(first.length).toBe(5000);
  for (const seed of [11, 13]) {
    const next = decoded(seed, 5000);
    expect(await next.result).toEqual(next.rows);
    expect(first.length).toBe(0);
  }
  expect(kept).toEqual(decoded(5, 5000).rows);
  const own = new Uint8Array(5000);
  codecs.reuse(own);
  await decoded(17, 5000).result;
  expect(own.length).toBe(5000);
});

test('a worker that throws fails only its own request', async () => {
  const line = new WorkerLine(new URL('hang-worker.mjs', import.meta.url), 5000);
  await expect(line.ask({ fail: true })).rejects.toThrow(/the worker broke/);
  expect(await line.ask({})).toBe(2);
  await line.close();
});

test('loading a worker counts against a limit of its own', async () => {
  const entry = new URL('slow-worker.mjs', import.meta.url);
  const patient = new WorkerLine(entry, 300, { startLimitMs: 20_000 });
  expect(await patient.ask({})).toBe(1);
  await patient.close();
  const impatient = new WorkerLine(entry, 300, { startLimitMs: 100 });
  await expect(impatient.ask({})).rejects.toThrow(/gave up after 100 ms/);
  await impatient.close();
});

test('a picture that would take more than the whole budget is refused before it is decoded, with what to do', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'longsight-codecs-'));
  const path = join(folder, 'bomb.webp');
  // 16,383 x 16,383 black pixels.
  const hex = '524946461e000000574542505650384c110000002ffebfff0f07d0842634a1ff8188e87f0000';
  await writeFile(path, Buffer.from(hex, 'hex'));
  await expect(readPicture(host, path)).rejects.toThrow(
    /bomb\.webp: 16383 x 16383 pixels would take \d+ MiB to decode.*smaller/,
  );
  await writeFile(path, '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
  await expect(readPicture(host, path)).rejects.toThrow(/bomb\.webp: cannot be read as a PNG/);
  await rm(folder, { recursive: true });
});
