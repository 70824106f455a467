/** Local server with an OpenAI-compatible interface that fails on demand. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type AskedFor = {
  readonly path: string;
  readonly key: string | undefined;
  readonly text: string;
  /** JPEG bytes; null if the request has no picture. */
  readonly picture: Buffer | null;
  readonly body: Readonly<Record<string, unknown>>;
};

export type CaptionServer = {
  readonly url: string;
  readonly asked: AskedFor[];
  /** The next answers in order; after the last one, `otherwise`. */
  readonly script: Behaviour[];
  otherwise: Behaviour;
  readonly close: () => Promise<void>;
};

export type Behaviour =
  | { readonly kind: 'answer'; readonly text: string }
  | { readonly kind: 'status'; readonly status: number; readonly message: string }
  | { readonly kind: 'garbage' }
  | { readonly kind: 'redirect'; readonly to: string }
  | { readonly kind: 'stall' };

export async function startCaptionServer(): Promise<CaptionServer> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as AskedFor['body'];
      running.asked.push(askedFor(request.url ?? '', request.headers.authorization, body));
      behave(response, running.script.shift() ?? running.otherwise);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const running: CaptionServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked: [],
    script: [],
    otherwise: { kind: 'answer', text: 'A caption.' },
    close: () => closed(server),
  };
  return running;
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

type Part = { readonly type: string; readonly text?: string; readonly image_url?: { readonly url: string } };

function askedFor(path: string, authorization: string | undefined, body: AskedFor['body']): AskedFor {
  const [{ content }] = body.messages as readonly { readonly content: readonly Part[] }[];
  const url = content.find(({ type }) => type === 'image_url')?.image_url?.url;
  return {
    path,
    key: authorization,
    text: content.find(({ type }) => type === 'text')?.text ?? '',
    picture: url ? Buffer.from(url.slice(url.indexOf(',') + 1), 'base64') : null,
    body,
  };
}

function behave(response: ServerResponse, how: Behaviour): void {
  switch (how.kind) {
    case 'answer':
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ choices: [{ message: { role: 'assistant', content: how.text } }] }));
      return;
    case 'status':
      response.statusCode = how.status;
      response.end(JSON.stringify({ error: { message: how.message } }));
      return;
    case 'garbage':
      response.end('<html>hello</html>');
      return;
    case 'redirect':
      response.writeHead(307, { location: how.to });
      response.end();
      return;
    case 'stall':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"choices":');
  }
}
