/** Local file server that fails as real servers do: each request is answered by the next manner in its queue. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Manner = (request: IncomingMessage, response: ServerResponse, file: ServedFile) => void;
export type ServedFile = { bytes: Uint8Array; etag: string };

export type FaultServer = {
  readonly origin: string;
  /** The served file; may be changed between requests. */
  readonly file: ServedFile;
  /** "GET /path [range] [if-range]" of every request. */
  readonly log: string[];
  /** The next answers in order; after the last one, `serve`. */
  queue: Manner[];
  readonly close: () => Promise<void>;
};

export async function startFaultServer(bytes: Uint8Array): Promise<FaultServer> {
  const file: ServedFile = { bytes, etag: '"one"' };
  const log: string[] = [];
  const server = createServer((request, response) => {
    const { range, 'if-range': ifRange } = request.headers;
    log.push([request.method, request.url, range, ifRange].filter((part) => part !== undefined).join(' '));
    (state.queue.shift() ?? serve)(request, response, file);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const state: FaultServer = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    file,
    log,
    queue: [],
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
  return state;
}

/** Answers correctly, with ranges, ETag and If-Range. */
export const serve: Manner = (request, response, file) => {
  const { from, isPart } = wantedRange(request, file);
  if (isPart && from >= file.bytes.length) {
    response.writeHead(416, { 'Content-Range': `bytes */${file.bytes.length}` }).end();
    return;
  }
  response.writeHead(isPart ? 206 : 200, headersFor(file, from, isPart));
  response.end(file.bytes.subarray(from));
};

/** Sends `count` bytes of the requested range, then drops the connection. */
export const cutAfter =
  (count: number): Manner =>
  (request, response, file) => {
    const { from, isPart } = wantedRange(request, file);
    response.writeHead(isPart ? 206 : 200, headersFor(file, from, isPart));
    response.write(file.bytes.subarray(from, from + count), () => setTimeout(() => response.destroy(), 300));
  };

/** Sends `count` bytes of the requested range, then stalls. */
export const stallAfter =
  (count: number): Manner =>
  (request, response, file) => {
    const { from, isPart } = wantedRange(request, file);
    response.writeHead(isPart ? 206 : 200, headersFor(file, from, isPart));
    response.write(file.bytes.subarray(from, from + count));
  };

/** Ignores the range and sends the whole file. */
export const ignoreRange: Manner = (_, response, file) => {
  response.writeHead(200, headersFor(file, 0, false));
  response.end(file.bytes);
};

/** Ignores If-Range and sends the range of the current file. */
export const ignoreIfRange: Manner = (request, response, file) => {
  delete request.headers['if-range'];
  serve(request, response, file);
};

/** Announces `extra` bytes more than there are. If `extra` is negative, sends only as many bytes as announced. */
export const lieAboutLength =
  (extra: number): Manner =>
  (request, response, file) => {
    const { from, isPart } = wantedRange(request, file);
    const length = file.bytes.length - from + extra;
    const headers = { ...headersFor(file, from, isPart), 'Content-Length': String(length) };
    response.writeHead(isPart ? 206 : 200, {
      ...headers,
      ...(isPart && { 'Content-Range': `bytes ${from}-${from + length - 1}/${file.bytes.length + extra}` }),
    });
    response.write(file.bytes.subarray(from, from + Math.min(length, file.bytes.length - from)), () =>
      setTimeout(() => response.destroy(), 300),
    );
  };

export const answerStatus =
  (status: number, headers: Readonly<Record<string, string>> = {}): Manner =>
  (_, response) => {
    response.writeHead(status, headers).end();
  };

export const sendPage: Manner = (_, response) => {
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
  response.end('<!doctype html><title>Sign in</title>');
};

/** Sends the file in chunks, without a length or a validator. */
export const sendChunks: Manner = (_, response, file) => {
  response.writeHead(200, { 'Content-Type': 'application/octet-stream' });
  const half = file.bytes.length >> 1;
  response.write(file.bytes.subarray(0, half));
  response.end(file.bytes.subarray(half));
};

export const redirectTo =
  (location: string, headers: Readonly<Record<string, string>> = {}): Manner =>
  (_, response) => {
    response.writeHead(302, { Location: location, ...headers }).end();
  };

/** Sends a piece every 20 ms, over `totalMs` in all: slow enough to be stopped midway. */
export const trickleFor =
  (totalMs: number): Manner =>
  (request, response, file) => {
    const pieceBytes = Math.ceil((20 * file.bytes.length) / totalMs);
    const { from, isPart } = wantedRange(request, file);
    response.writeHead(isPart ? 206 : 200, headersFor(file, from, isPart));
    let at = from;
    const timer = setInterval(() => {
      response.write(file.bytes.subarray(at, at + pieceBytes));
      at += pieceBytes;
      if (at >= file.bytes.length) response.end();
    }, 20);
    response.on('close', () => clearInterval(timer));
  };

export const trickle = trickleFor(2000);

function wantedRange(request: IncomingMessage, { etag }: ServedFile): { from: number; isPart: boolean } {
  const from = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  const ifRange = request.headers['if-range'];
  const isPart = from !== undefined && (ifRange === undefined || ifRange === etag);
  return { from: isPart ? Number(from) : 0, isPart };
}

function headersFor({ bytes, etag }: ServedFile, from: number, isPart: boolean): Record<string, string> {
  return {
    'Content-Type': 'application/octet-stream',
    'Content-Length': String(bytes.length - from),
    ETag: etag,
    ...(isPart && { 'Content-Range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` }),
  };
}

/** A file without an announced size and without an end. */
export const sendForEver: Manner = (_, response) => {
  response.writeHead(200, { 'Content-Type': 'application/octet-stream' });
  const piece = Buffer.alloc(1 << 20);
  const more = (): void => {
    while (!response.destroyed && response.write(piece));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
};
