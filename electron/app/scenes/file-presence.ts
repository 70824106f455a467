/**
 * Whether files are there. A network drive that does not answer holds up the thread that asks it. Only one thread asks a drive at a time, and
 * the list of scenes does not wait for it.
 */
import type { Storage } from '../../../core/host.ts';

const LIMIT_MS = 3_000;

export class FilePresence {
  readonly #storage: Pick<Storage, 'exists'>;
  readonly #limitMs: number;
  readonly #watchers = new Set<() => void>();
  /** The last question to each drive: the next one waits for its answer. */
  readonly #last = new Map<string, Promise<unknown>>();
  /** Questions without an answer, by path. */
  readonly #asked = new Map<string, Promise<boolean>>();
  /** Paths that had no answer within the limit. */
  readonly #late = new Set<string>();

  constructor(storage: Pick<Storage, 'exists'>, limitMs = LIMIT_MS) {
    this.#storage = storage;
    this.#limitMs = limitMs;
  }

  /** Called when a file turns out to be there after the limit. */
  watch(found: () => void): void {
    this.#watchers.add(found);
  }

  /** False also for a drive that gives no answer within the limit, or an error. */
  async isThere(path: string): Promise<boolean> {
    const answer = this.#ask(path);
    if (this.#late.has(path)) return false;
    const isThere = await within(this.#limitMs, answer);
    if (isThere === null) this.#late.add(path);
    return isThere === true;
  }

  #ask(path: string): Promise<boolean> {
    const asked = this.#asked.get(path);
    if (asked !== undefined) return asked;
    const drive = driveOf(path);
    const answer = (this.#last.get(drive) ?? Promise.resolve())
      .then(() => this.#storage.exists(path))
      .catch(() => false);
    this.#asked.set(path, answer);
    this.#last.set(drive, answer);
    void answer.then((isThere) => {
      this.#asked.delete(path);
      if (this.#last.get(drive) === answer) this.#last.delete(drive);
      if (this.#late.delete(path) && isThere) for (const found of this.#watchers) found();
    });
    return answer;
  }
}

/** What is mounted or shared is told from its path: `Z:`, `//server/share`, `/mnt/name`, `/Volumes/name`. */
function driveOf(path: string): string {
  const [letter] = /^[a-z]:/i.exec(path) ?? [];
  return letter ?? path.split(/[\\/]+/, 3).join('/');
}

/** Null after `limitMs`. */
async function within<T>(limitMs: number, answer: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, limitMs, null);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
