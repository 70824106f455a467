/** Sends HTTP answers, each with the page's headers and its length. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PAGE_HEADERS } from '../../core/rpc/page-headers.ts';

export function answer(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array | string,
): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  if (response.destroyed || response.headersSent) return;
  // The rest of a refused body is not read, so the connection cannot be reused.
  if (hasUnreadBody(response.req)) response.setHeader('Connection', 'close');
  response.writeHead(status, { ...PAGE_HEADERS, ...headers, 'Content-Length': bytes.byteLength });
  response.end(bytes);
}

export function answerText(response: ServerResponse, status: number, text: string): void {
  answer(
    response,
    status,
    { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
    text,
  );
}

export function answerJson(response: ServerResponse, value: unknown): void {
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };
  answer(response, 200, headers, JSON.stringify(value));
}

function hasUnreadBody({ complete, headers }: IncomingMessage): boolean {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = headers;
  return !complete && (length !== '0' || encoding !== undefined);
}
