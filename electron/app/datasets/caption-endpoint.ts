/** Sends one question to the OpenAI-compatible server that the user configured (`POST …/chat/completions`); contacts nothing else. */
import { InvalidInput } from '../../../core/errors.ts';

export type CaptionEndpoint = {
  /** Without `/chat/completions`: `http://127.0.0.1:8080/v1`. */
  readonly url: string;
  readonly model: string;
  readonly key: string | null;
  readonly timeoutSeconds: number;
};

export type Question = {
  readonly text: string;
  /** JPEG; null when none is sent. */
  readonly picture: Uint8Array | null;
};

/** The server cannot be reached or is not OpenAI-compatible: further questions would fail as well. */
export class EndpointFault extends Error {
  override readonly name = 'EndpointFault';
}

const MOST_ANSWER_BYTES = 1_000_000;
const MOST_TOKENS = 600;

/** The whole request body: model, text and picture. */
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

/** The text of the answer. Throws `EndpointFault`, or `InvalidInput` when only this answer is unusable. */
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
      // The picture must not go to any other address.
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
      throw new InvalidInput(
        `the answer is longer than ${MOST_ANSWER_BYTES} bytes, so it cannot be a caption`,
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** With a wrong key, address or model every question fails; other statuses concern only this one. */
function refusal(address: string, status: number, answer: string): Error {
  const words = `${address}: the server answered ${status}: ${messageOf(answer)}`;
  return [401, 403, 404, 405].includes(status) ? new EndpointFault(words) : new InvalidInput(words);
}

/** The text of `{"error": {"message": …}}`, else the beginning of the answer. */
function messageOf(answer: string): string {
  try {
    const { error } = JSON.parse(answer) as { error?: { message?: unknown } | string };
    const message = typeof error === 'string' ? error : error?.message;
    if (typeof message === 'string') return message.slice(0, 300);
  } catch {
    // Not JSON: shown as it is.
  }
  return answer.replace(/\s+/g, ' ').trim().slice(0, 300) || 'no text';
}

function contentOf(answer: string, address: string): string {
  let content: unknown;
  try {
    content = (JSON.parse(answer) as { choices?: { message?: { content?: unknown } }[] }).choices?.[0]
      ?.message?.content;
  } catch (cause) {
    throw new EndpointFault(
      `${address}: the answer is not JSON, so this is not an OpenAI-compatible server`,
      {
        cause,
      },
    );
  }
  if (typeof content !== 'string' || content.trim() === '')
    throw new InvalidInput(`${address}: the answer contains no text`);
  return content;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
