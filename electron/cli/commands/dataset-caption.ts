/** `longsight dataset caption FILE|FOLDER`: writes missing captions with a server that the user names. */

import { realpath } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { closing } from '../../../core/closing.ts';
import type { CaptionMethod } from '../../../core/documents/dataset.ts';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import type { AppendFile } from '../../../core/host.ts';
import type { CaptionPair } from '../../../training/dataset/caption-pair.ts';
import { nextPrompt } from '../../../training/dataset/caption-prompts.ts';
import { countBy } from '../../../training/dataset/count-by.ts';
import { findPicture } from '../../../training/dataset/find-picture.ts';
import { askCaption } from '../../app/datasets/ask-caption.ts';
import { type CaptionEndpoint, endpointUrl } from '../../app/datasets/caption-endpoint.ts';
import { sentPicture } from '../../app/datasets/caption-picture.ts';
import type { PictureService } from '../../app/scenes/picture-service.ts';
import { NodeStorage } from '../../node/node-storage.ts';
import { checkWritable } from '../../node/writable-target.ts';
import { counted } from '../print/counted.ts';
import { pairLine } from '../print/pair-line.ts';
import {
  type Command,
  choiceOption,
  type Invocation,
  numberOption,
  onePositional,
  textOption,
  UsageError,
} from './command.ts';
import { readSource, sourceOptions, sourceUsage } from './dataset-source.ts';

const KEY_VARIABLE = 'LONGSIGHT_CAPTION_KEY';
const DEFAULT_TIMEOUT_SECONDS = 120;

export const datasetCaptionCommand: Command = {
  name: 'dataset caption',
  usage: `dataset caption PAIRS.json|.jsonl|.csv|FOLDER --out CAPTIONED.jsonl --method expand|compress --endpoint URL --model NAME [--timeout SECONDS] [--show] ${sourceUsage}`,
  summary: `write missing captions with an OpenAI-compatible server (key in ${KEY_VARIABLE}); --show prints the first request and sends nothing`,
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
    const out = resolve(required(invocation, 'out', 'the file to write, ending in .jsonl'));
    const method = choiceOption(invocation, 'method', ['expand', 'compress']);
    if (method === null) throw new UsageError('--method is missing: expand or compress');
    const endpoint = endpointOf(invocation);
    await checkTarget(out, resolve(onePositional(invocation, 'data set')));
    const { pairs, malformed } = await readSource(invocation);
    if (malformed[0]) throw new InvalidInput(`${malformed[0].origin}: ${malformed[0].reason}`);
    const waiting = notIn(await writtenIn(out), pairs, method);
    const first = waiting.map((pair) => promptOf(pair, method)).find((prompt) => prompt !== null);
    if (first)
      invocation.console.note(
        `first request, to ${endpoint.url}/chat/completions, model ${endpoint.model}, ${first.withPicture ? 'with the picture' : 'without a picture'}:\n${first.text}`,
      );
    if (invocation.values.show === true) {
      invocation.console.result(
        { pairs: waiting.length, first: first ? first.text : null },
        'nothing was sent',
      );
      return;
    }
    await writeAll(invocation, waiting, method, endpoint, out);
  },
};

type Method = Exclude<CaptionMethod, 'labels'>;

function promptOf({ short, long }: CaptionPair, method: Method) {
  return nextPrompt(method, { short: short || '', long: long || '', labels: '' });
}

function required(invocation: Invocation, name: string, what: string): string {
  const value = textOption(invocation, name);
  if (value === null) throw new UsageError(`--${name} is missing: give ${what}`);
  return value;
}

function endpointOf(invocation: Invocation): CaptionEndpoint {
  return {
    url: endpointUrl(required(invocation, 'endpoint', 'the URL of the server')),
    model: required(invocation, 'model', 'the name of a model on the server'),
    key: process.env[KEY_VARIABLE] || null,
    timeoutSeconds: numberOption(invocation, 'timeout', DEFAULT_TIMEOUT_SECONDS),
  };
}

/** Saves every answer before the next question: running the command again resumes, and retries pairs without an answer. */
async function writeAll(
  { console, signal, services }: Invocation,
  waiting: readonly CaptionPair[],
  method: Method,
  endpoint: CaptionEndpoint,
  out: string,
): Promise<void> {
  const { pictures } = await services();
  await using file = closing(await new NodeStorage().openAppend(out));
  const faults: string[] = [];
  await repairLastLine(file);
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
  const written = waiting.length - faults.length;
  console.result(
    { out, written, faults },
    `${out}: ${counted(written, 'pair')} written, ${faults.length} without an answer`,
  );
  if (faults.length > 0)
    throw new InvalidInput(
      `${counted(faults.length, 'pair')} got no caption: run the same command again to retry`,
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
  if (prompt.withPicture && (await findPicture(new NodeStorage(), pair)) === null)
    throw new InvalidInput(`the picture ${pair.image} does not exist, or is not a file`);
  const answer = await askCaption(endpoint, prompt, () => sentPicture(pictures, pair.image), signal);
  return { ...pair, [prompt.writes]: answer };
}

/** Throws `InvalidInput` unless `out` is a file of JSON lines other than the data set that is read. */
async function checkTarget(out: string, source: string): Promise<void> {
  if (!/\.(jsonl|ndjson)$/i.test(out))
    throw new InvalidInput(
      `${out}: captions are written as JSON lines: choose an --out file that ends in .jsonl`,
    );
  await checkWritable(out);
  const real = (path: string) => realpath(path).catch(() => path);
  if ((await real(out)) === (await real(source)))
    throw new InvalidInput(
      `${out}: is the data set itself, which must not be changed: choose another --out file`,
    );
}

type Written = Pick<CaptionPair, 'image' | 'short' | 'long'>;

/** The pairs that an earlier run wrote; none without the file. Throws `InvalidInput` for a file with other lines. */
async function writtenIn(out: string): Promise<readonly Written[]> {
  const storage = new NodeStorage();
  if (!(await storage.exists(out))) return [];
  const lines = new TextDecoder().decode(await storage.readFile(out)).split('\n');
  return lines.flatMap((line, i) => {
    const value = line.trim() === '' ? null : parsed(line);
    if (value && typeof value.image === 'string')
      return [{ ...value, image: resolve(dirname(out), value.image) } as Written];
    // A run that was killed may have left half a line.
    if (value === null || i === lines.length - 1) return [];
    throw new InvalidInput(`${out}, line ${i + 1}: is not a caption pair: choose another --out file`);
  });
}

/** Undefined for anything but a JSON object. */
function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The pairs that are not written yet. Pairs that share a picture are told apart by their given text, and counted when that is the same. */
function notIn(
  written: readonly Written[],
  pairs: readonly CaptionPair[],
  method: Method,
): readonly CaptionPair[] {
  const keyOf = ({ image, short, long }: Written) =>
    JSON.stringify([resolve(image), (method === 'expand' ? short : long) || null]);
  const counts = countBy(written, keyOf);
  return pairs.filter((pair) => {
    const left = counts.get(keyOf(pair));
    if (left === undefined || left === 0) return true;
    counts.set(keyOf(pair), left - 1);
    return false;
  });
}

/** Removes half a line that a killed run left, or ends a whole last line. */
async function repairLastLine(file: AppendFile): Promise<void> {
  const bytes = await file.read(0, file.sizeBytes);
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (end === bytes.length) return;
  if (parsed(new TextDecoder().decode(bytes.subarray(end)))) await file.append(new Uint8Array([0x0a]));
  else await file.truncate(end);
}
