/** `longsight dataset caption FILE|FOLDER`: a server that the user names writes the captions that are missing. */
import { dirname, resolve } from 'node:path';
import { InvalidInput, Unsupported } from '../../core/errors.ts';
import type { AppendFile } from '../../core/host.ts';
import { type CaptionPair, OUR_FIELDS } from '../../training/dataset/caption-pair.ts';
import { nextPrompt, tidyAnswer } from '../../training/dataset/caption-prompts.ts';
import { readPairs } from '../../training/dataset/read-pairs.ts';
import { NodeStorage } from '../core-process/host/node-storage.ts';
import { askEndpoint, type CaptionEndpoint, endpointUrl } from '../core-process/services/caption-endpoint.ts';
import { sentPicture } from '../core-process/services/caption-picture.ts';
import type { PictureService } from '../core-process/services/picture-service.ts';
import {
  type Command,
  choiceOption,
  type Invocation,
  numberOption,
  textOption,
  UsageError,
} from './command.ts';
import { readSource, sourceOptions, sourceUsage } from './dataset-source.ts';
import { pairLine } from './pair-line.ts';

const KEY_VARIABLE = 'LONGSIGHT_CAPTION_KEY';
const DEFAULT_TIMEOUT_SECONDS = 120;

export const datasetCaptionCommand: Command = {
  name: 'dataset caption',
  usage: `dataset caption PAIRS.json|.jsonl|.csv|FOLDER --out CAPTIONED.jsonl --method expand|compress --endpoint URL --model NAME [--timeout SECONDS] [--show] ${sourceUsage}`,
  summary: `write missing captions with an OpenAI-compatible server (key in ${KEY_VARIABLE}); --show sends nothing`,
  options: {
    ...sourceOptions,
    out: { type: 'string' },
    method: { type: 'string' },
    endpoint: { type: 'string' },
    model: { type: 'string' },
    timeout: { type: 'string' },
    show: { type: 'boolean' },
  },
  run: async (invocation) => {
    const out = resolve(required(invocation, 'out'));
    const method = choiceOption(invocation, 'method', ['expand', 'compress']);
    if (method === null) throw new UsageError('--method is missing: expand or compress');
    const endpoint = endpointOf(invocation);
    const { pairs, malformed } = await readSource(invocation);
    if (malformed[0]) throw new InvalidInput(`${malformed[0].origin}: ${malformed[0].reason}`);
    const done = await imagesIn(out);
    const waiting = pairs.filter(({ image }) => !done.has(resolve(image)));
    const first = waiting.map((pair) => promptOf(pair, method)).find((prompt) => prompt !== null);
    if (first)
      invocation.console.note(
        `to ${endpoint.url}/chat/completions, for ${endpoint.model}, ${first.withPicture ? 'with the picture' : 'without a picture'}:\n${first.text}`,
      );
    if (invocation.values.show === true) {
      invocation.console.result({ pairs: waiting.length, first: first?.text ?? null }, 'nothing was sent');
      return;
    }
    await writeAll(invocation, waiting, method, endpoint, out);
  },
};

type Method = 'expand' | 'compress';

function promptOf({ short, long }: CaptionPair, method: Method) {
  return nextPrompt(method, { short: short ?? '', long: long ?? '', labels: '' });
}

function required(invocation: Invocation, name: string): string {
  const value = textOption(invocation, name);
  if (value === null) throw new UsageError(`--${name} is missing`);
  return value;
}

function endpointOf(invocation: Invocation): CaptionEndpoint {
  return {
    url: endpointUrl(required(invocation, 'endpoint')),
    model: required(invocation, 'model'),
    key: process.env[KEY_VARIABLE] || null,
    timeoutSeconds: numberOption(invocation, 'timeout') ?? DEFAULT_TIMEOUT_SECONDS,
  };
}

/** Every answer is on disk before the next question: a second run goes on. A pair without an answer is asked for again then. */
async function writeAll(
  { console, signal, services }: Invocation,
  waiting: readonly CaptionPair[],
  method: Method,
  endpoint: CaptionEndpoint,
  out: string,
): Promise<void> {
  const { pictures } = await services();
  const file = await new NodeStorage().openAppend(out);
  const faults: string[] = [];
  try {
    await cutUnfinishedLine(file);
    for (const [i, pair] of waiting.entries()) {
      console.progress(`captioning: ${i} of ${waiting.length}`);
      try {
        const captioned = await captionedPair(pair, method, endpoint, pictures, signal);
        await file.append(new TextEncoder().encode(pairLine(captioned, dirname(out))));
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof InvalidInput || error instanceof Unsupported)) throw error;
        faults.push(`${pair.origin}: ${error.message}`);
        console.note(faults.at(-1)!);
      }
    }
  } finally {
    await file.close();
  }
  const written = waiting.length - faults.length;
  console.result(
    { out, written, faults },
    `${out}: ${written} pairs written, ${faults.length} without an answer`,
  );
  if (faults.length > 0)
    throw new InvalidInput(
      `${faults.length} pairs got no caption: run the same command again to ask for them`,
    );
}

async function captionedPair(
  pair: CaptionPair,
  method: Method,
  endpoint: CaptionEndpoint,
  pictures: PictureService,
  signal: AbortSignal,
): Promise<CaptionPair> {
  const prompt = promptOf(pair, method);
  if (prompt === null) return pair;
  const picture = prompt.withPicture ? await sentPicture(pictures, pair.image) : null;
  const answer = tidyAnswer(await askEndpoint(endpoint, { text: prompt.text, picture }, signal));
  return { ...pair, [prompt.writes]: answer };
}

/** What an earlier run wrote; none where the file is not there. */
async function imagesIn(out: string): Promise<ReadonlySet<string>> {
  const storage = new NodeStorage();
  if (!(await storage.exists(out))) return new Set();
  const file = await storage.openAppend(out);
  await cutUnfinishedLine(file).finally(() => file.close());
  const { pairs } = await readPairs(storage, out, OUR_FIELDS);
  return new Set(pairs.map(({ image }) => resolve(image)));
}

/** A run that was killed may have left half a line. */
async function cutUnfinishedLine(file: AppendFile): Promise<void> {
  const bytes = await file.read(0, file.sizeBytes);
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (end < bytes.length) await file.truncate(end);
}
