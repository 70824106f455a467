/** The questions of the project and their answers, written behind the answer: a slow disk does not make the user wait. */
import type { CollectionAnswer } from '../../../core/documents/collection.ts';
import type { SavedCollectionQuery } from '../../../core/documents/project.ts';
import type { QueryResult } from '../../../core/documents/search.ts';
import { storedAnswerOf } from '../../../core/documents/stored-answer.ts';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import type { Faults } from '../../../core/faults.ts';
import type { AnswerStore } from './answer-store.ts';
import type { ProjectStore } from './project-store.ts';

/** On most disks both files are written within this time, and whoever reads the project next finds the question there. */
const PATIENCE_MS = 50;
const ABOUT = 'the list of questions';

export class QuestionLog {
  readonly #project: ProjectStore;
  readonly #answers: AnswerStore;
  readonly #faults: Faults;
  readonly #pending = new Set<Promise<void>>();

  constructor(project: ProjectStore, answers: AnswerStore, faults: Faults) {
    this.#project = project;
    this.#answers = answers;
    this.#faults = faults;
  }

  /** Resolves when the question is on disk, or after a short time. A disk without room is noted as a fault. */
  record(result: QueryResult): Promise<void> {
    const { id, scene, model, terms, area, ranAt } = result;
    const query = { id, scene, model, terms, area, ranAt, isKept: false };
    return this.#soon(async () => {
      await this.#project.apply({ kind: 'record-query', query });
      await this.#answers.keep(storedAnswerOf(result));
    });
  }

  /** The same for the answer of a collection, which is not kept. */
  recordOfCollection(answer: CollectionAnswer, collectionName: string): Promise<void> {
    const { id, collection, model, terms, filter, perScene, merges } = answer;
    const query: SavedCollectionQuery = {
      ...{ id, collection, collectionName, model, terms, filter, perScene, merges },
      ...{ ranAt: new Date().toISOString(), isKept: false, name: null },
      layer: { visible: true, opacity: 1 },
    };
    return this.#soon(async () => {
      await this.#project.apply({ kind: 'record-collection-query', query });
    });
  }

  async #soon(write: () => Promise<void>): Promise<void> {
    const written = this.#noted(write).finally(() => this.#pending.delete(written));
    this.#pending.add(written);
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS);
    });
    await Promise.race([written, patience]);
    clearTimeout(timer);
  }

  /** Waits until everything is written. */
  async close(): Promise<void> {
    await Promise.all(this.#pending);
  }

  async #noted(write: () => Promise<void>): Promise<void> {
    try {
      await write();
      this.#faults.clear(ABOUT);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#faults.note(ABOUT, `the question is not in the list of questions: ${reason}`);
      // Anything else is a fault of the program.
      if (!(error instanceof InvalidInput || error instanceof Unsupported))
        console.error('longsight: a question could not be recorded:', error);
    }
  }
}
