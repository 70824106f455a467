/** Finds pictures that are missing, and those that occur more than once, by name or by content. */
import type { Storage } from '../../core/host.ts';
import type { Task } from '../../core/task.ts';
import { Sha256 } from '../../models/checkpoint/sha256.ts';
import type { CaptionPair } from './caption-pair.ts';
import { findPicture } from './find-picture.ts';
import { FirstSeen } from './first-seen.ts';
import type { Origins } from './origins.ts';
import { type DatasetProblem, ProblemList } from './problem-list.ts';

/** Number of files that are checked together, because most of the time is spent waiting for the disk. */
const TOGETHER = 64;

/** A picture that exists. */
type Picture = { readonly image: string; readonly record: number; readonly sizeBytes: number };

export class ImageCheck {
  readonly #storage: Storage;
  readonly #origins: Origins;
  readonly #problems = new ProblemList({
    'missing-image': 'pictures do not exist',
    'duplicate-image': 'records have the picture of an earlier one',
  });
  readonly #seen = new FirstSeen();
  readonly #pictures: Picture[] = [];

  constructor(storage: Storage, origins: Origins) {
    this.#storage = storage;
    this.#origins = origins;
  }

  /** `first` is the number of the first pair in the origins. Calls `looked` with the number of pairs done. */
  async add(pairs: readonly CaptionPair[], first: number, looked: (done: number) => void): Promise<void> {
    for (let start = 0; start < pairs.length; start += TOGETHER) {
      looked(start);
      const group = pairs.slice(start, start + TOGETHER);
      const befores = group.map(({ image }, i) => this.#seen.add(image, first + start + i));
      const isNew = (i: number): boolean => befores[i] === first + start + i;
      const found = await Promise.all(
        group.map((pair, i) => (isNew(i) ? findPicture(this.#storage, pair) : null)),
      );
      for (const [i, pair] of group.entries()) {
        const file = found[i];
        if (!isNew(i)) this.#repeated(pair.origin, befores[i]);
        else if (file === null)
          this.#problems.add(
            'missing-image',
            'error',
            pair.origin,
            () => `${pair.image} does not exist, or is not a file`,
          );
        else
          this.#pictures.push({ image: copied(pair.image), record: befores[i], sizeBytes: file.sizeBytes });
      }
    }
  }

  /** Reads and compares only pictures of the same size in bytes. */
  async problems({ signal, report }: Task): Promise<readonly DatasetProblem[]> {
    const bySize = new Map<number, Picture[]>();
    for (const picture of this.#pictures) {
      const alike = bySize.get(picture.sizeBytes);
      if (alike) alike.push(picture);
      else bySize.set(picture.sizeBytes, [picture]);
    }
    let done = 0;
    for (const alike of bySize.values()) {
      const seen = new FirstSeen();
      for (const { image, record } of alike.length > 1 ? alike : []) {
        signal.throwIfAborted();
        report({ phase: 'comparing pictures', done, total: this.#pictures.length });
        const hash = new Sha256();
        hash.update(await this.#storage.readFile(image));
        const before = seen.add(hash.finish(), record);
        if (before !== record) this.#repeated(this.#origins.at(record), before);
        done++;
      }
      if (alike.length === 1) done++;
    }
    return this.#problems.problems();
  }

  #repeated(origin: string, before: number): void {
    this.#problems.add(
      'duplicate-image',
      'warning',
      origin,
      () => `the same picture as ${this.#origins.at(before)}`,
    );
  }
}

/** Copy of a part of a text. The part itself would keep the whole text in memory. */
function copied(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text));
}
