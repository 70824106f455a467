/** Answers `app://bundle/…`: the page's files from the bundle, tiles and other bulk data from the core. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CustomScheme } from 'electron';
import type { BulkReply } from '../../core/rpc/main-messages.ts';
import { PAGE_HEADERS } from '../../core/rpc/page-headers.ts';
import { decodedPath, pageFile } from '../../core/urls/page-file.ts';
import { windowLanguage } from './window-language.ts';

export const PAGE_SCHEME: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
};
export const PAGE_ORIGIN = 'app://bundle';

const RENDERER_FOLDER = fileURLToPath(new URL('../renderer/', import.meta.url));
const HOST = 'bundle';

/** `bulk` returns null when the core is gone. Never rejects. */
export async function answerPage(
  request: Request,
  bulk: (path: string, signal: AbortSignal) => Promise<BulkReply | null>,
): Promise<Response> {
  try {
    return await answerChecked(request, bulk);
  } catch (error) {
    return text(500, error instanceof Error ? error.message : String(error));
  }
}

async function answerChecked(
  request: Request,
  bulk: (path: string, signal: AbortSignal) => Promise<BulkReply | null>,
): Promise<Response> {
  const { host, pathname } = new URL(request.url);
  if (host !== HOST) return text(404, 'There is nothing here.');
  if (request.method !== 'GET') return text(405, 'GET only.', { Allow: 'GET' });
  if (decodedPath(pathname) === null) return text(400, 'The path is not valid percent-encoding.');
  if (/^\/(tiles|data)\//.test(pathname)) {
    const reply = await bulk(pathname, request.signal);
    return reply === null ? text(502, 'The core process has ended.') : answered(reply);
  }
  return answerFile(pathname);
}

function answered({ status, headers, body }: BulkReply): Response {
  return new Response(status === 204 ? null : body, {
    status,
    headers: { ...PAGE_HEADERS, ...headers, 'Content-Length': String(body.byteLength) },
  });
}

async function answerFile(pathname: string): Promise<Response> {
  const file = pageFile(pathname, windowLanguage());
  // A path traversal that survived the URL parser, or a file type that the page does not use.
  if (file === null) return text(403, 'Not a file of the application.');
  const bytes = await readFile(join(RENDERER_FOLDER, file.path)).catch(() => null);
  if (bytes === null) return text(404, 'There is nothing here.');
  return new Response(bytes, {
    headers: {
      ...PAGE_HEADERS,
      'Content-Type': file.contentType,
      'Content-Length': String(bytes.byteLength),
      'Cache-Control': file.immutable ? 'max-age=31536000, immutable' : 'no-cache',
    },
  });
}

function text(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(body, {
    status,
    headers: { ...PAGE_HEADERS, 'Content-Type': 'text/plain; charset=utf-8', ...headers },
  });
}
