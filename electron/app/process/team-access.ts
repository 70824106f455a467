/** The team store that the user named: `team.json`. Its code, and PostgreSQL's client, are loaded when it is first used. */
import { atLeast, string } from '../../../core/documents/shape.ts';
import type { TeamStore } from '../../../core/documents/team.ts';
import { NotFound } from '../../../core/errors.ts';
import type { Faults } from '../../../core/faults.ts';
import type { Storage } from '../../../core/host.ts';
import { serialQueue } from '../../../core/serial-queue.ts';
import { readOrSetAside, readStateFile } from '../../../core/state-file.ts';
import type { CopyServices } from '../../team/copy-index.ts';
import type { TeamRoom } from '../../team/team-room.ts';

const stored = atLeast({ address: string(4000) });

export class TeamAccess {
  readonly #storage: Storage;
  readonly #path: string;
  readonly #services: CopyServices;
  #chosen: string | null;
  #opened: Promise<TeamRoom> | null = null;
  readonly #inOrder = serialQueue();

  private constructor(storage: Storage, path: string, services: CopyServices, chosen: string | null) {
    this.#storage = storage;
    this.#path = path;
    this.#services = services;
    this.#chosen = chosen;
  }

  /** A damaged file is moved aside and named; then there is no store. Nothing is connected. */
  static async open(
    storage: Storage,
    path: string,
    services: CopyServices,
    faults: Faults,
  ): Promise<TeamAccess> {
    const instead = 'name the team store again';
    const read = await readOrSetAside(storage, path, faults, instead, () =>
      readStateFile(storage, path, stored),
    );
    return new TeamAccess(storage, path, services, read?.address ?? null);
  }

  /** Null if neither the user nor `LONGSIGHT_TEAM` names one. */
  store(): TeamStore | null {
    const { LONGSIGHT_TEAM: named } = process.env;
    if (this.#chosen !== null) return { address: this.#chosen, isOfEnvironment: false };
    return named === undefined || named === '' ? null : { address: named, isOfEnvironment: true };
  }

  /** Keeps the address if there is a store at it that this program can use. Throws as `TeamRoom.open` does. */
  async connect(address: string): Promise<void> {
    const room = await this.#open(address);
    await this.#inOrder(async () => {
      try {
        await this.#storage.writeFile(this.#path, new TextEncoder().encode(JSON.stringify({ address })));
      } catch (error) {
        await room.close();
        throw error;
      }
      await this.#replaceBy(address, Promise.resolve(room));
    });
  }

  async forget(): Promise<void> {
    await this.#inOrder(async () => {
      await this.#storage.remove(this.#path);
      await this.#replaceBy(null, null);
    });
  }

  /** Throws `NotFound` without a store, `Unreachable` if it does not answer. */
  async room(): Promise<TeamRoom> {
    const store = this.store();
    if (store === null)
      throw new NotFound('no team store is named: connect to one in the Team panel, or set LONGSIGHT_TEAM');
    const opened = this.#opened ?? this.#open(store.address);
    this.#opened = opened;
    try {
      return await opened;
    } catch (error) {
      // Another one may have been opened meanwhile.
      if (this.#opened === opened) this.#opened = null;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#replaceBy(this.#chosen, null);
  }

  async #open(address: string): Promise<TeamRoom> {
    const { TeamRoom } = await import('../../team/team-room.ts');
    return TeamRoom.open(address, this.#services);
  }

  /** Address and room change in one step: what asks for the room meanwhile gets the one before or the new one. */
  async #replaceBy(chosen: string | null, opened: Promise<TeamRoom> | null): Promise<void> {
    const before = this.#opened;
    this.#chosen = chosen;
    this.#opened = opened;
    // One that could not be opened has nothing to close.
    const room = await before?.catch(() => null);
    await room?.close();
  }
}
