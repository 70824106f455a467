import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { InvalidInput } from '../../../core/errors.ts';
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
function listLine(hang: number): WorkerLine<{ readonly number: number }> {
  const begun = new Int32Array(new SharedArrayBuffer(4));
  const entry = new URL('list-worker.mjs', import.meta.url);
  const pack = ({ number }: { readonly number: number }, id: number) => ({ number, id });
  return new WorkerLine(entry, 400, { mostSent: 3, workerData: { begun, hang }, begun, pack });
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

test('a worker that gets no time from a busy machine is given more, but not for ever', async () => {
  const line = new WorkerLine(new URL('idle-worker.mjs', import.meta.url), 300);
  expect(await line.ask({ idleMs: 700 })).toBe(1);
  const started = performance.now();
  await expect(line.ask({ idleMs: 60_000 })).rejects.toThrow(/gave up after 300 ms/);
  expect(performance.now() - started).toBeLessThan(30_000);
  await line.close();
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
