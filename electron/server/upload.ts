/** Receives uploaded files: a browser page has no paths to give, so the bytes become a file that the core may read. */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm, statfs } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InvalidInput, Unsupported } from '../../core/errors.ts';

/** Left free on the disk for everything else. */
const RESERVED_BYTES = 256 << 20;
/** Limit of common file systems. */
const MAX_NAME_BYTES = 255;

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
  const bytes = declaredLength(request);
  await mkdir(uploadFolder, { recursive: true });
  const { bavail, bsize } = await statfs(uploadFolder);
  if (bytes + RESERVED_BYTES > bavail * bsize)
    throw new Unsupported(`${name}: ${bytes} bytes do not fit on the disk (${bavail * bsize} bytes free)`);
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
