/** Receives uploaded files: a browser page has no paths to give, so the bytes become a file that the core may read. */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, statfs } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InvalidInput, NotFound, Unsupported } from '../../core/errors.ts';

/** Left free on the disk for everything else. */
const RESERVED_BYTES = 256 << 20;
/** Limit of common file systems. */
const MAX_NAME_BYTES = 255;
const DEEPEST_FOLDER = 32;

/**
 * Streams the request's body into a new folder of `uploadFolder`; returns the file's path.
 * Throws `InvalidInput` for a bad name or length, `Unsupported` when the disk is too small; then nothing is left behind.
 */
export async function receiveUpload(
  request: IncomingMessage,
  name: string,
  uploadFolder: string,
): Promise<string> {
  checkName(name);
  const bytes = await checkedLength(request, name, uploadFolder);
  const folder = join(uploadFolder, randomUUID());
  await mkdir(folder);
  const path = join(folder, name);
  try {
    await pipeline(request, exactly(bytes, name), createWriteStream(path, { flags: 'wx' }));
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return path;
}

/**
 * Streams the request's body into a file of the folder that the page numbered `set`; `name` has the folders between, divided by `/`, and
 * the first is the chosen folder's own name. Throws as `receiveUpload` does, and for a file that was sent before.
 */
export async function receiveIntoFolder(
  request: IncomingMessage,
  name: string,
  set: string,
  uploadFolder: string,
): Promise<void> {
  const parts = name.split('/');
  if (parts.length < 2 || parts.length > DEEPEST_FOLDER)
    throw new InvalidInput(`upload: expected a file in a folder, got ${JSON.stringify(name.slice(0, 100))}`);
  parts.forEach(checkName);
  const bytes = await checkedLength(request, name, uploadFolder);
  const path = join(setFolder(set, uploadFolder), ...parts);
  await mkdir(dirname(path), { recursive: true });
  const target = createWriteStream(path, { flags: 'wx' });
  try {
    await pipeline(request, exactly(bytes, name), target);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw new InvalidInput(`${name}: this file was sent twice`, { cause: error });
    await rm(path, { force: true });
    throw error;
  }
}

/** Path of the folder that was sent as `set`. Throws `NotFound` if no file of it arrived. */
export async function receivedFolder(set: string, uploadFolder: string): Promise<string> {
  const folder = setFolder(set, uploadFolder);
  const [name] = await readdir(folder).catch((cause: unknown) => {
    throw new NotFound('upload: no file of this folder arrived', { cause });
  });
  if (name === undefined) throw new NotFound('upload: no file of this folder arrived');
  return join(folder, name);
}

/** Path of a file directly in `folder`. Throws `InvalidInput` for any other name. */
export function fileIn(folder: string, name: string): string {
  checkName(name);
  return join(folder, name);
}

function setFolder(set: string, uploadFolder: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(set))
    throw new InvalidInput('upload: expected a folder number as crypto.randomUUID makes it');
  return join(uploadFolder, set);
}

/** Bytes announced by the request, if the disk has room for them. */
async function checkedLength(request: IncomingMessage, name: string, uploadFolder: string): Promise<number> {
  const bytes = declaredLength(request);
  await mkdir(uploadFolder, { recursive: true });
  const { bavail, bsize } = await statfs(uploadFolder);
  if (bytes + RESERVED_BYTES > bavail * bsize)
    throw new Unsupported(`${name}: ${bytes} bytes do not fit on the disk (${bavail * bsize} bytes free)`);
  return bytes;
}

/** A plain file name, in any script. */
function checkName(name: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
  const isPlain = !/[/\\:*?"<>|\u0000-\u001f\u007f]/u.test(name) && !/^\.|[. ]$/.test(name);
  if (name === '' || !isPlain || Buffer.byteLength(name) > MAX_NAME_BYTES)
    throw new InvalidInput(`upload: expected a plain file name, got ${JSON.stringify(name.slice(0, 100))}`);
}

function declaredLength(request: IncomingMessage): number {
  const declared = Number(request.headers['content-length']);
  if (!Number.isSafeInteger(declared) || declared <= 0)
    throw new InvalidInput('upload: expected a Content-Length above 0');
  return declared;
}

/** Passes bytes on and fails unless there are exactly as many as declared. */
function exactly(bytes: number, name: string): Transform {
  let seen = 0;
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      seen += chunk.length;
      done(null, chunk);
    },
    flush: (done) => {
      done(seen === bytes ? null : new InvalidInput(`${name}: ${seen} of ${bytes} bytes arrived`));
    },
  });
}
