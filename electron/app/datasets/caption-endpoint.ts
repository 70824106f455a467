/** One question to an OpenAI-compatible server (`POST …/chat/completions`), which the user named; nothing else is contacted. */
import { InvalidInput } from '../../../core/errors.ts';

export type CaptionEndpoint = {
  /** Up to and without `/chat/completions`: `http://127.0.0.1:8080/v1`. */
  readonly url: string;
  readonly model: string;
  readonly key: string | null;
  readonly timeoutSeconds: number;
};

export type Question = {
  readonly text: string;
  /** JPEG; null where none is sent. */
  readonly picture: Uint8Array | null;
};

/** The server cannot be reached or does not answer as such a server does: the next question would fare no better. */
export class EndpointFault extends Error {
  override readonly name = 'EndpointFault';
}

const MOST_ANSWER_BYTES = 1_000_000;
const MOST_TOKENS = 600;

/** The whole body of the request: model, text, picture, and nothing else. */
function requestBody({ model }: Pick<CaptionEndpoint, 'model'>, { text, picture }: Question) {
  const url = picture && `data:image/jpeg;base64,${Buffer.from(picture).toString('base64')}`;
  const content = [
    { type: 'text', text },
    ...(url === null ? [] : [{ type: 'image_url', image_url: { url } }]),
  ];
  return { model, messages: [{ role: 'user', content }], max_tokens: MOST_TOKENS, stream: false };
}

/** Throws `InvalidInput` unless it is an http or https address without user name, query or fragment. */
export function endpointUrl(text: string): string {
  const fault = new InvalidInput(
    `${JSON.stringify(text.slice(0, 200))}: expected the address of an OpenAI-compatible server, such as http://127.0.0.1:8080/v1`,
  );
  if (!URL.canParse(text)) throw fault;
  const { protocol, username, password, search, hash, href } = new URL(text);
  if (!/^https?:$/.test(protocol) || username || password || search || hash) throw fault;
  return href.replace(/\/+$/, '').replace(/\/chat\/completions$/, '');
}

/** The answer's text. Throws `EndpointFault`, or `InvalidInput` for a fault of this one answer. */
export async function askEndpoint(
  endpoint: CaptionEndpoint,
  question: Question,
  signal: AbortSignal,
): Promise<string> {
  const address = `${endpoint.url}/chat/completions`;
  const limit = AbortSignal.timeout(endpoint.timeoutSeconds * 1000);
  const body = JSON.stringify(requestBody(endpoint, question));
  let response: Response;
  let answer: string;
  try {
    response = await fetch(address, {
      method: 'POST',
      // What is shown goes to the named address and to no other.
      redirect: 'error',
      headers: {
        'content-type': 'application/json',
        ...(endpoint.key !== null && { authorization: `Bearer ${endpoint.key}` }),
      },
      body,
      signal: AbortSignal.any([signal, limit]),
    });
    answer = await readText(response);
  } catch (cause) {
    signal.throwIfAborted();
    if (limit.aborted)
      throw new InvalidInput(`${address}: no answer within ${endpoint.timeoutSeconds} s`, { cause });
    if (cause instanceof InvalidInput) throw cause;
    throw new EndpointFault(`${address}: cannot be reached (${reasonOf(cause)})`, { cause });
  }
  if (!response.ok) throw refusal(address, response.status, answer);
  return contentOf(answer, address);
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MOST_ANSWER_BYTES)
      throw new InvalidInput(`the answer is longer than ${MOST_ANSWER_BYTES} bytes: no caption`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Wrong key, wrong address or model: no item will fare better. Everything else concerns the one item. */
function refusal(address: string, status: number, answer: string): Error {
  const words = `${address}: answered ${status}: ${messageOf(answer)}`;
  return [401, 403, 404, 405].includes(status) ? new EndpointFault(words) : new InvalidInput(words);
}

/** `{"error": {"message": …}}` as such servers say it, else the answer's beginning. */
function messageOf(answer: string): string {
  try {
    const { error } = JSON.parse(answer) as { error?: { message?: unknown } | string };
    const message = typeof error === 'string' ? error : error?.message;
    if (typeof message === 'string') return message.slice(0, 300);
  } catch {
    // Not JSON: shown as it is.
  }
  return answer.replace(/\s+/g, ' ').trim().slice(0, 300) || 'nothing';
}

function contentOf(answer: string, address: string): string {
  let content: unknown;
  try {
    content = (JSON.parse(answer) as { choices?: { message?: { content?: unknown } }[] }).choices?.[0]
      ?.message?.content;
  } catch (cause) {
    throw new EndpointFault(`${address}: the answer is not JSON, so this is no OpenAI-compatible server`, {
      cause,
    });
  }
  if (typeof content !== 'string' || content.trim() === '')
    throw new InvalidInput(`${address}: the answer holds no text`);
  return content;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
