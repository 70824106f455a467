/** The servers that the user allowed for scenes and backgrounds: `web.json`. No other server is asked. */

import { array, atLeast, string } from '../../../core/documents/shape.ts';
import { webHostOf } from '../../../core/documents/web.ts';
import { InvalidInput, NotFound } from '../../../core/errors.ts';
import type { Faults } from '../../../core/faults.ts';
import type { Storage } from '../../../core/host.ts';
import { readOrSetAside, readStateFile } from '../../../core/state-file.ts';

const MOST_HOSTS = 200;
const stored = atLeast({ hosts: array(string(300), MOST_HOSTS) });

export class WebAccess {
  readonly #storage: Storage;
  readonly #path: string;
  #hosts: readonly string[];
  readonly #forNow = new Set<string>();

  private constructor(storage: Storage, path: string, hosts: readonly string[]) {
    this.#storage = storage;
    this.#path = path;
    this.#hosts = hosts;
  }

  /** A damaged file is moved aside and named; then no server is allowed. */
  static async open(storage: Storage, path: string, faults: Faults): Promise<WebAccess> {
    const instead = 'servers of scenes and backgrounds are asked about again';
    const read = await readOrSetAside(storage, path, faults, instead, () =>
      readStateFile(storage, path, stored),
    );
    return new WebAccess(storage, path, read?.hosts ?? []);
  }

  hosts(): readonly string[] {
    return this.#hosts;
  }

  isAllowed(address: string): boolean {
    const host = webHostOf(address);
    return host !== null && (this.#hosts.includes(host) || this.#forNow.has(host));
  }

  /** Throws `NotFound` for a server that the user has not allowed. */
  check(address: string): void {
    if (this.isAllowed(address)) return;
    const host = webHostOf(address) ?? address;
    throw new NotFound(
      `${host}: Longsight does not connect to this server unless you ask it to: connect the layer`,
    );
  }

  async allow(host: string): Promise<void> {
    if (!URL.canParse(`https://${host}`) || new URL(`https://${host}`).pathname !== '/')
      throw new InvalidInput(`${JSON.stringify(host)} is not the name of a server`);
    await this.#set([...new Set([host, ...this.#hosts])].slice(0, MOST_HOSTS));
  }

  /** Until the process ends. */
  allowForNow(host: string): void {
    this.#forNow.add(host);
  }

  async forget(host: string): Promise<void> {
    await this.#set(this.#hosts.filter((each) => each !== host));
  }

  async #set(hosts: readonly string[]): Promise<void> {
    await this.#storage.writeFile(this.#path, new TextEncoder().encode(JSON.stringify({ hosts })));
    this.#hosts = hosts;
  }
}
