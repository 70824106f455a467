/** Project files that were opened or saved here, the latest first: `recent-projects.json`. */
import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import type { RecentProject } from '../../../core/documents/project.ts';
import { array, string } from '../../../core/documents/shape.ts';
import { NotFound } from '../../../core/errors.ts';
import type { Faults } from '../../../core/faults.ts';
import type { Storage } from '../../../core/host.ts';
import { readOrSetAside, readStateFile } from '../../../core/state-file.ts';

const KEPT = 10;
const paths = array(string(32_768), KEPT);

export class RecentProjects {
  readonly #storage: Storage;
  readonly #path: string;
  readonly #faults: Faults;

  constructor(storage: Storage, path: string, faults: Faults) {
    this.#storage = storage;
    this.#path = path;
    this.#faults = faults;
  }

  async list(): Promise<readonly RecentProject[]> {
    return (await this.#read()).map((path) => ({
      id: idOf(path),
      name: basename(path),
      folder: dirname(path),
    }));
  }

  /** Throws `NotFound` for one that is not in the list (any more). */
  async pathOf(id: string): Promise<string> {
    const path = (await this.#read()).find((each) => idOf(each) === id);
    if (path === undefined) throw new NotFound(`there is no recent project ${id}`);
    return path;
  }

  async note(path: string): Promise<void> {
    await this.#write([path, ...(await this.#read()).filter((each) => each !== path)].slice(0, KEPT));
  }

  async forget(path: string): Promise<void> {
    await this.#write((await this.#read()).filter((each) => each !== path));
  }

  async #read(): Promise<readonly string[]> {
    const read = () => readStateFile(this.#storage, this.#path, paths);
    const instead = 'the list of recent projects begins anew';
    return (await readOrSetAside(this.#storage, this.#path, this.#faults, instead, read)) ?? [];
  }

  async #write(list: readonly string[]): Promise<void> {
    await this.#storage.writeFile(this.#path, new TextEncoder().encode(JSON.stringify(list)));
  }
}

function idOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 16);
}
