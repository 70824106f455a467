/**
 * What a page sends to a running core: `F` and a frame of the WebSocket, or `U` and the path of a request. Methods that would reach the
 * network or take away what later inputs need are only checked, not run.
 */
import { InvalidInput } from '../../../core/errors.ts';
import type { Handlers, MethodName } from '../../../core/rpc/contract.ts';
import { decodeFrame } from '../../../core/rpc/frame.ts';
import { serve } from '../../../core/rpc/server.ts';
import { portOverWebSocket, type SocketLike } from '../../../core/rpc/web-socket.ts';
import { decodedPath, pageFile } from '../../../core/urls/page-file.ts';
import type { Core } from '../../../electron/app/process/core.ts';
import { type Target, TargetFault } from '../outcome.ts';
import { SCENE_PLACEHOLDER } from '../seeds/call-parts.ts';

const FRAME = 0x46;
/** Only checked. */
const NOT_RUN: readonly MethodName[] = [
  'jobs.start',
  'jobs.resume',
  'scenes.forget',
  'index.remove',
  'models.remove',
  'models.discard',
  'datasets.remove',
  'runs.remove',
  'assistant.set',
  'app.newestRelease',
  'scenes.openAddress',
  'team.connect',
  // Backgrounds of an allowed server would be fetched.
  'web.allow',
];
/** Error names that the page knows, beside those with a code of our own. */
const KNOWN_CODES = /^(INVALID|UNSUPPORTED|NOT_FOUND|BUSY|UNREACHABLE|NO_METHOD|ENGINE_\w+)$/;
const SERVER_FAULT = 500;

type Reply = {
  readonly kind: string;
  readonly error?: { readonly code: string | null; readonly message: string };
};

/** `scene` is open in `core`. */
export function rpcTarget(core: Core, scene: string): Target {
  const handlers: Handlers = {
    ...core.handlers,
    ...Object.fromEntries(NOT_RUN.map((method) => [method, async () => null])),
    'app.watch': async () => null,
  };
  return {
    fileName: () => null,
    run: async (input) => {
      const content = withScene(input.slice(1), scene);
      if (input[0] === FRAME) await sendFrame(handlers, content);
      else await request(core, new TextDecoder().decode(content));
    },
  };
}

/** The placeholder is as long as the id. */
function withScene(bytes: Uint8Array<ArrayBuffer>, scene: string): Uint8Array<ArrayBuffer> {
  const text = Buffer.from(bytes.buffer);
  for (let at = text.indexOf(SCENE_PLACEHOLDER); at >= 0; at = text.indexOf(SCENE_PLACEHOLDER, at))
    text.write(scene, at);
  return bytes;
}

async function sendFrame(handlers: Handlers, frame: Uint8Array<ArrayBuffer>): Promise<void> {
  let message: unknown = null;
  let refused: unknown = null;
  try {
    message = decodeFrame(frame.slice().buffer);
  } catch (error) {
    refused = error;
  }
  const { socket, receive, replies, isClosed } = fakeSocket();
  serve(portOverWebSocket(socket), handlers);
  receive(frame.slice().buffer);
  if (refused !== null) {
    if (!isClosed()) throw new TargetFault('the socket stays open after a malformed frame');
    throw refused;
  }
  const reply = isRequest(message) ? await replies() : null;
  if (reply?.kind !== 'err') return;
  const { code, message: text } = reply.error ?? { code: null, message: '' };
  if (code === null || !KNOWN_CODES.test(code)) throw new TargetFault(`code ${code}: ${text}`);
  if (text.startsWith('result of ')) throw new TargetFault(text);
  throw new InvalidInput(text);
}

async function request(core: Core, path: string): Promise<void> {
  pageFile(path, 'en');
  // The host refuses these before the core sees them.
  if (decodedPath(path) === null) throw new InvalidInput('not percent-encoding');
  const { status, body } = await core.handle({ path, signal: new AbortController().signal });
  const text = status === 200 ? '' : new TextDecoder().decode(body);
  if (status === SERVER_FAULT) throw new TargetFault(`${path}: status 500: ${text}`);
  if (status !== 200) throw new InvalidInput(text);
}

function isRequest(message: unknown): boolean {
  if (typeof message !== 'object' || message === null) return false;
  const { kind, id, method } = { kind: null, id: null, method: null, ...message };
  return kind === 'req' && Number.isSafeInteger(id) && typeof method === 'string';
}

/** The core's end of a socket; `replies` resolves with the first answer. */
function fakeSocket() {
  let receive: (data: ArrayBuffer) => void = () => undefined;
  let answer: (reply: Reply) => void = () => undefined;
  const first = new Promise<Reply>((resolve) => {
    answer = resolve;
  });
  let closed = false;
  const socket: SocketLike = {
    binaryType: 'arraybuffer',
    bufferedAmount: 0,
    send: (bytes) => {
      const reply = decodeFrame(bytes.slice().buffer) as Reply;
      if (reply.kind !== 'prog') answer(reply);
    },
    close: () => {
      closed = true;
    },
    addEventListener: (event: string, listener: unknown) => {
      if (event === 'message')
        receive = (data) => (listener as (event: { readonly data: unknown }) => void)({ data });
    },
  };
  return {
    socket,
    receive: (data: ArrayBuffer) => receive(data),
    replies: () => first,
    isClosed: () => closed,
  };
}
