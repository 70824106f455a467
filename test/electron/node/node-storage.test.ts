/** Files under Node. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { InvalidInput, NotFound } from '../../../core/errors.ts';
import { NodeStorage } from '../../../electron/node/node-storage.ts';

const storage = new NodeStorage();
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'storage-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a written file replaces the old one and leaves no temporary file', async () => {
  const path = join(folder, 'deep/er/file.bin');
  await storage.writeFile(path, Uint8Array.of(1, 2, 3));
  await storage.writeFile(path, Uint8Array.of(9));
  expect(Array.from(await storage.readFile(path))).toEqual([9]);
  expect(readdirSync(join(folder, 'deep/er'))).toEqual(['file.bin']);
});

test('a failed write changes nothing and leaves no temporary file', async () => {
  const path = join(folder, 'taken');
  await storage.writeFile(join(path, 'inside'), Uint8Array.of(1));
  await expect(storage.writeFile(path, Uint8Array.of(2))).rejects.toThrow();
  expect(readdirSync(folder)).toEqual(['taken']);
});

test('a path with a NUL character is refused in words', async () => {
  const path = join(folder, 'a\0b');
  for (const use of [
    storage.readFile(path),
    storage.exists(path),
    storage.writeFile(path, new Uint8Array(0)),
  ])
    await expect(use).rejects.toThrow(/a\\0b: no path can contain a NUL character/);
});

test('only files are written to or replaced, and the error says what is there instead', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
  symlinkSync('/dev/null', join(folder, 'device'));
  mkdirSync(join(folder, 'folder'));
  const source = join(folder, 'source');
  await storage.writeFile(source, Uint8Array.of(1));
  for (const [name, kind] of [
    ['pipe', 'named pipe'],
    ['device', 'device'],
  ])
    for (const write of [
      (path: string) => storage.writeFile(path, Uint8Array.of(1)),
      (path: string) => storage.openAppend(path),
      (path: string) => storage.rename(source, path),
    ])
      await expect(write(join(folder, name!))).rejects.toThrow(`${name}: is a ${kind}, not a file`);
  await expect(storage.rename(source, join(folder, 'folder'))).rejects.toThrow(InvalidInput);
  expect(readdirSync(folder).sort()).toEqual(['device', 'folder', 'pipe', 'source']);
});

test('a file may have the longest name there is; a longer one is refused by name, and does not exist', async () => {
  const longest = join(folder, '橋'.repeat(85));
  await storage.writeFile(longest, Uint8Array.of(1));
  await storage.writeFile(longest, Uint8Array.of(2));
  expect(Array.from(await storage.readFile(longest))).toEqual([2]);
  const longer = `${longest}.ovr`;
  await expect(storage.writeFile(longer, Uint8Array.of(1))).rejects.toThrow(/橋\.ovr: the name is longer/);
  await expect(storage.openAppend(longer)).rejects.toThrow(/橋\.ovr: the name is longer/);
  expect(await storage.exists(longer)).toBe(false);
  await expect(storage.openRead(longer)).rejects.toThrow(NotFound);
  expect(readdirSync(folder)).toEqual(['橋'.repeat(85)]);
});

test('an append continues at the end of the file, also after reopening and truncating it', async () => {
  const path = join(folder, 'log');
  const first = await storage.openAppend(path);
  await first.append(Uint8Array.of(1, 2, 3));
  await first.close();
  const second = await storage.openAppend(path);
  expect(second.sizeBytes).toBe(3);
  await second.append(Uint8Array.of(4, 5));
  await second.truncate(4);
  await second.append(Uint8Array.of(6));
  expect(Array.from(await second.read(2, 3))).toEqual([3, 4, 6]);
  await expect(second.read(4, 2)).rejects.toThrow(InvalidInput);
  await second.close();
  expect(Array.from(readFileSync(path))).toEqual([1, 2, 3, 4, 6]);
});

test('a missing path is reported as not found; a missing folder lists as empty and can be removed', async () => {
  const path = join(folder, 'absent');
  for (const missing of [
    () => storage.openRead(path),
    () => storage.readFile(path),
    () => storage.stat(path),
    () => storage.rename(path, `${path}2`),
  ])
    await expect(missing()).rejects.toThrow(NotFound);
  expect(await storage.exists(path)).toBe(false);
  expect(await storage.list(path)).toEqual([]);
  await storage.remove(path);
});

test('a source reads exact ranges and refuses a range beyond its end', async () => {
  const path = join(folder, 'bytes');
  writeFileSync(
    path,
    Uint8Array.from({ length: 100 }, (_, i) => i),
  );
  const source = await storage.openRead(path);
  expect(Array.from(await source.read(97, 3))).toEqual([97, 98, 99]);
  await expect(source.read(98, 3)).rejects.toThrow(/has 100/);
  await expect(source.read(0, 1, AbortSignal.abort())).rejects.toThrow(/abort/i);
  await source.close();
  await storage.remove(folder);
  expect(existsSync(folder)).toBe(false);
  await storage.writeFile(path, Uint8Array.of(1));
});

test('a file that is lent to a thread is closed only after the thread has read it', async () => {
  const path = join(folder, 'lent');
  writeFileSync(path, 'lent');
  const source = await storage.openRead(path);
  const events: string[] = [];
  let read = (): void => undefined;
  const lent = source.lend?.(async (descriptor) => {
    await new Promise<void>((resolve) => {
      read = resolve;
    });
    const bytes = Buffer.alloc(4);
    readSync(descriptor, bytes, 0, 4, 0);
    events.push(bytes.toString());
  });
  const closed = source.close().then(() => events.push('closed'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(events).toEqual([]);
  read();
  await Promise.all([lent, closed]);
  expect(events).toEqual(['lent', 'closed']);
});

test.skipIf(process.platform === 'win32')('what is no regular file is refused at once, by kind', async () => {
  const pipe = join(folder, 'pipe.tif');
  execFileSync('mkfifo', [pipe]);
  const socket = join(folder, 'socket.tif');
  const server = createServer().listen(socket);
  await once(server, 'listening');
  for (const [path, kind] of [
    [pipe, 'a pipe'],
    [socket, 'a socket'],
    ['/dev/zero', 'a device'],
    [folder, 'a folder'],
  ])
    for (const open of [() => storage.openRead(path), () => storage.readFile(path)])
      await expect(open()).rejects.toThrow(`${path}: this is ${kind}, not a file`);
  await expect(storage.openAppend(pipe)).rejects.toThrow(/pipe\.tif: is a named pipe, not a file/);
  server.close();
});

test.skipIf(process.platform === 'win32')('a link to a file is a file', async () => {
  writeFileSync(join(folder, 'file'), 'x');
  symlinkSync(join(folder, 'file'), join(folder, 'link'));
  expect(await storage.readFile(join(folder, 'link'))).toEqual(Uint8Array.of(120));
});
