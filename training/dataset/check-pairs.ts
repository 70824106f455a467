/** Checks a data set for problems before a run. */
import type { TextKind } from '../../core/documents/dataset.ts';
import type { Storage } from '../../core/host.ts';
import type { Task } from '../../core/task.ts';
import { Sha256 } from '../../models/checkpoint/sha256.ts';
import { tokenCount } from '../../models/tokenizer/tokenize.ts';
import { alikeKinds, alikeProblems } from './alike-captions.ts';
import type { CaptionPair } from './caption-pair.ts';
import { countBy } from './count-by.ts';
import type { DatasetProblem } from './dataset-problem.ts';
import { groupProblems } from './group-problems.ts';
import type { ReadPairs } from './read-pairs.ts';

export type CheckSettings = {
  /** Captions that a run would use. */
  readonly kinds: readonly TextKind[];
  /** Context length of the text tower, in tokens. */
  readonly limit: number;
};

/** The largest class may have this many times the pairs of the smallest. */
const BALANCED = 10;

export async function checkPairs(
  storage: Storage,
  { pairs, malformed }: ReadPairs,
  { kinds, limit }: CheckSettings,
  task: Task,
): Promise<DatasetProblem[]> {
  const problems: DatasetProblem[] = malformed.map(({ origin, reason }) => ({
    kind: 'malformed-record',
    severity: 'error',
    origin,
    detail: reason,
  }));
  const alike = alikeKinds(pairs, kinds);
  for (const kind of kinds)
    problems.push(
      ...pairs.flatMap((pair) => captionProblems(pair, kind, limit)),
      ...(alike.includes(kind) ? [] : repeatedCaptions(pairs, kind)),
    );
  problems.push(...alikeProblems(pairs, kinds));
  problems.push(...(await imageProblems(storage, pairs, task)), ...classImbalance(pairs));
  return groupProblems(problems);
}

function captionProblems(pair: CaptionPair, kind: TextKind, limit: number): DatasetProblem[] {
  const text = pair[kind];
  const { origin } = pair;
  if (text === null || text.trim() === '')
    return [{ kind: 'empty-caption', severity: 'error', origin, detail: `no ${kind} caption` }];
  const count = tokenCount(text);
  if (count <= limit) return [];
  const detail = `the ${kind} caption has ${count} tokens; the model reads only the first ${limit}`;
  return [{ kind: 'over-long-caption', severity: 'warning', origin, detail }];
}

/** Two pictures with the same caption are false negatives of each other. */
function repeatedCaptions(pairs: readonly CaptionPair[], kind: TextKind): DatasetProblem[] {
  const seen = new Map<string, string>();
  return pairs.flatMap((pair): DatasetProblem[] => {
    const text = (pair[kind] || '').trim().toLowerCase();
    if (text === '') return [];
    const before = seen.get(text);
    if (before === undefined) {
      seen.set(text, pair.origin);
      return [];
    }
    const detail = `the same ${kind} caption as ${before}`;
    return [{ kind: 'duplicate-caption', severity: 'warning', origin: pair.origin, detail }];
  });
}

/** Reads and compares only pictures of the same size in bytes. */
async function imageProblems(
  storage: Storage,
  pairs: readonly CaptionPair[],
  { signal, report }: Task,
): Promise<DatasetProblem[]> {
  const problems: DatasetProblem[] = [];
  const bySize = new Map<number, CaptionPair[]>();
  const seen = new Map<string, string>();
  for (const [done, pair] of pairs.entries()) {
    signal.throwIfAborted();
    report({ phase: 'checking', done, total: pairs.length });
    const { image, origin } = pair;
    const before = seen.get(image);
    if (before !== undefined) problems.push(duplicateImage(origin, before));
    else if (!(await storage.exists(image)))
      problems.push({ kind: 'missing-image', severity: 'error', origin, detail: `${image} does not exist` });
    else {
      const { sizeBytes } = await storage.stat(image);
      const alike = bySize.get(sizeBytes);
      if (alike) alike.push(pair);
      else bySize.set(sizeBytes, [pair]);
    }
    if (before === undefined) seen.set(image, origin);
  }
  for (const alike of bySize.values())
    if (alike.length > 1) problems.push(...(await sameContent(storage, alike, signal)));
  return problems;
}

async function sameContent(
  storage: Storage,
  pairs: readonly CaptionPair[],
  signal: AbortSignal,
): Promise<DatasetProblem[]> {
  const problems: DatasetProblem[] = [];
  const seen = new Map<string, string>();
  for (const { image, origin } of pairs) {
    signal.throwIfAborted();
    const hash = new Sha256();
    hash.update(await storage.readFile(image));
    const content = hash.finish();
    const before = seen.get(content);
    if (before === undefined) seen.set(content, origin);
    else problems.push(duplicateImage(origin, before));
  }
  return problems;
}

function duplicateImage(origin: string, before: string): DatasetProblem {
  return { kind: 'duplicate-image', severity: 'warning', origin, detail: `the same picture as ${before}` };
}

function classImbalance(pairs: readonly CaptionPair[]): DatasetProblem[] {
  const named = pairs.flatMap(({ class: name }) => (name === null ? [] : [name]));
  const sorted = [...countBy(named, (name) => name)].sort(([, a], [, b]) => b - a);
  if (sorted.length < 2) return [];
  const [[most, mostCount], [least, leastCount]] = [sorted[0], sorted[sorted.length - 1]];
  if (mostCount <= BALANCED * leastCount) return [];
  const detail = `class ${most} has ${mostCount} pairs, class ${least} has ${leastCount}`;
  return [{ kind: 'class-imbalance', severity: 'warning', origin: 'all records', detail }];
}
