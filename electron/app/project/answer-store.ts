/** The last answers to the questions of the project: a small file for each in `answers/`. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ProjectDocument } from '../../../core/documents/project.ts';
import {
  type AskedQuestion,
  type StoredAnswer,
  storedAnswer,
} from '../../../core/documents/stored-answer.ts';
import type { Faults } from '../../../core/faults.ts';
import type { Storage } from '../../../core/host.ts';
import { readOrSetAside, readStateFile } from '../../../core/state-file.ts';

export class AnswerStore {
  readonly #storage: Storage;
  readonly #folder: string;
  readonly #faults: Faults;

  constructor(storage: Storage, folder: string, faults: Faults) {
    this.#storage = storage;
    this.#folder = folder;
    this.#faults = faults;
  }

  /** Replaces the answer to the same question. */
  async keep(answer: StoredAnswer): Promise<void> {
    await this.#storage.writeFile(this.#pathOf(answer), new TextEncoder().encode(JSON.stringify(answer)));
  }

  /** Null if there is none. A damaged one is moved aside. */
  async find(question: AskedQuestion): Promise<StoredAnswer | null> {
    const path = this.#pathOf(question);
    const storage = this.#storage;
    return readOrSetAside(storage, path, this.#faults, 'the question can be asked again', () =>
      readStateFile(storage, path, storedAnswer),
    );
  }

  /** The answers to the questions of a project. */
  async ofProject({ queries }: ProjectDocument): Promise<readonly StoredAnswer[]> {
    const answers = await Promise.all(distinct(queries).map((query) => this.find(query)));
    return answers.filter((answer) => answer !== null);
  }

  /** Removes the answers to questions that the project does not have. */
  async keepOnly({ queries }: ProjectDocument): Promise<void> {
    const kept = new Set(queries.map(nameOf));
    for (const name of await this.#storage.list(this.#folder))
      if (name.endsWith('.json') && !kept.has(name)) await this.#storage.remove(join(this.#folder, name));
  }

  #pathOf(question: AskedQuestion): string {
    return join(this.#folder, nameOf(question));
  }
}

function distinct<Q extends AskedQuestion>(questions: readonly Q[]): readonly Q[] {
  return [...new Map(questions.map((each) => [nameOf(each), each])).values()];
}

function nameOf({ scene, terms, area }: AskedQuestion): string {
  const text = JSON.stringify([scene, terms, area]);
  return `${createHash('sha256').update(text).digest('hex').slice(0, 32)}.json`;
}
