/** Checks a data set for problems before a run, in one pass over its pairs. */
import type { TextKind } from '../../core/documents/dataset.ts';
import type { Storage } from '../../core/host.ts';
import type { Task } from '../../core/task.ts';
import { tokenCount } from '../../models/tokenizer/tokenize.ts';
import { alikeProblems } from './alike-captions.ts';
import type { CaptionPair } from './caption-pair.ts';
import { FirstSeen } from './first-seen.ts';
import { ImageCheck } from './image-check.ts';
import { Origins } from './origins.ts';
import { type DatasetProblem, ProblemList } from './problem-list.ts';
import type { ReadPairs } from './read-pairs.ts';

export type CheckSettings = {
  /** Captions that a run would use. */
  readonly kinds: readonly TextKind[];
  /** Context length of the text tower, in tokens. */
  readonly limit: number;
};

/** The largest class may have this many times the pairs of the smallest. */
const BALANCED = 10;

/** The problems of pairs that have been read. */
export async function checkPairs(
  storage: Storage,
  read: ReadPairs,
  settings: CheckSettings,
  task: Task,
): Promise<readonly DatasetProblem[]> {
  const check = new PairCheck(storage, settings);
  await check.add(read, task, read.pairs.length);
  return check.problems(task);
}

/** Takes pairs piece by piece. For each pair it keeps a few dozen bytes and the path of the picture. */
export class PairCheck {
  readonly #settings: CheckSettings;
  readonly #malformed = new ProblemList({ 'malformed-record': 'records are malformed' });
  readonly #captions: ReadonlyMap<TextKind, CaptionCheck>;
  readonly #images: ImageCheck;
  readonly #origins = new Origins();
  readonly #classes = new Map<string, number>();
  #pairs = 0;

  constructor(storage: Storage, settings: CheckSettings) {
    this.#settings = settings;
    this.#captions = new Map(settings.kinds.map((kind) => [kind, new CaptionCheck(kind, settings.limit)]));
    this.#images = new ImageCheck(storage, this.#origins);
  }

  /** Number of pairs so far. */
  get pairs(): number {
    return this.#pairs;
  }

  /** `total` is the expected number of pairs; 0 if it is not known. */
  async add({ pairs, malformed }: ReadPairs, task: Task, total = 0): Promise<void> {
    for (const { origin, reason } of malformed)
      this.#malformed.add('malformed-record', 'error', origin, () => reason);
    const first = this.#pairs;
    for (const pair of pairs) {
      this.#origins.add(pair.origin);
      for (const kind of this.#settings.kinds)
        this.#captions.get(kind)!.add(pair, this.#pairs, this.#origins);
      if (pair.class !== null) {
        const before = this.#classes.get(pair.class);
        this.#classes.set(pair.class, before === undefined ? 1 : before + 1);
      }
      this.#pairs++;
    }
    await this.#images.add(pairs, first, (done) => {
      task.signal.throwIfAborted();
      task.report({ phase: 'checking', done: first + done, total });
    });
  }

  #alikeKinds(): readonly TextKind[] {
    return this.#settings.kinds.filter((kind) => this.#captions.get(kind)!.areAlike(this.#pairs));
  }

  /** Problems of all pairs that were added. */
  async problems(task: Task): Promise<readonly DatasetProblem[]> {
    return [
      ...this.#malformed.problems(),
      ...[...this.#captions.values()].flatMap((each) => each.problems(this.#pairs)),
      ...alikeProblems(this.#pairs, this.#alikeKinds(), this.#settings.kinds),
      ...(await this.#images.problems(task)),
      ...classImbalance(this.#classes),
    ];
  }
}

class CaptionCheck {
  readonly #kind: TextKind;
  readonly #limit: number;
  readonly #faults: ProblemList;
  readonly #repeated: ProblemList;
  readonly #seen = new FirstSeen();
  #first: string | null = null;
  /** Number of pairs with the first pair's caption. */
  #likeFirst = 0;

  constructor(kind: TextKind, limit: number) {
    this.#kind = kind;
    this.#limit = limit;
    this.#faults = new ProblemList({
      'empty-caption': `records have no ${kind} caption`,
      'over-long-caption': `${kind} captions have more than ${limit} tokens`,
    });
    this.#repeated = new ProblemList({ 'duplicate-caption': `${kind} captions occur more than once` });
  }

  /** `record` is the pair's number in `origins`. */
  add(pair: CaptionPair, record: number, origins: Origins): void {
    const { origin, [this.#kind]: text } = pair;
    const plain = text === null ? '' : text.trim().toLowerCase();
    if (text === null || plain === '') {
      this.#faults.add('empty-caption', 'error', origin, () => `no ${this.#kind} caption`);
      return;
    }
    this.#first ??= plain;
    if (plain === this.#first) this.#likeFirst++;
    const count = tokenCount(text);
    if (count > this.#limit)
      this.#faults.add(
        'over-long-caption',
        'warning',
        origin,
        () => `the ${this.#kind} caption has ${count} tokens; the model reads only the first ${this.#limit}`,
      );
    // Two pictures with the same caption are false negatives of each other.
    const before = this.#seen.add(plain, record);
    if (before !== record)
      this.#repeated.add(
        'duplicate-caption',
        'warning',
        origin,
        () => `the same ${this.#kind} caption as ${origins.at(before)}`,
      );
  }

  /** Whether all of `pairs` pairs, at least two, have the same caption. */
  areAlike(pairs: number): boolean {
    return pairs > 1 && this.#likeFirst === pairs;
  }

  /** Problems of the captions. If all captions are the same, they are not listed one by one. */
  problems(pairs: number): readonly DatasetProblem[] {
    return [...this.#faults.problems(), ...(this.areAlike(pairs) ? [] : this.#repeated.problems())];
  }
}

function classImbalance(classes: ReadonlyMap<string, number>): DatasetProblem[] {
  let most: readonly [string, number] | null = null;
  let least: readonly [string, number] | null = null;
  for (const each of classes) {
    if (most === null || each[1] > most[1]) most = each;
    if (least === null || each[1] <= least[1]) least = each;
  }
  if (most === null || least === null || most[1] <= BALANCED * least[1]) return [];
  const detail = `class ${most[0]} has ${most[1]} pairs, class ${least[0]} has ${least[1]}`;
  return [{ kind: 'class-imbalance', severity: 'warning', origin: 'all records', detail, count: 1 }];
}
