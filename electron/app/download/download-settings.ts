/** Network settings of downloads: saved by the user, else from the environment. */

import type { DownloadSettings } from '../../../core/documents/model.ts';
import { absentAs, atLeast, nullable, type Shape, string } from '../../../core/documents/shape.ts';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';
import { DamagedFile, readStateFile, setAside } from '../../../core/state-file.ts';
import { parseProxy } from './proxy.ts';

const NONE: DownloadSettings = { mirror: null, proxy: null };
const HUB = 'https://huggingface.co';

export class DownloadSettingsStore {
  readonly #storage: Storage;
  readonly #path: string;

  constructor(storage: Storage, path: string) {
    this.#storage = storage;
    this.#path = path;
  }

  /** Throws `InvalidInput` for a damaged file: without its mirror or proxy, a download might connect to the wrong server. */
  async get(): Promise<DownloadSettings> {
    try {
      return (await readStateFile(this.#storage, this.#path, stored)) ?? NONE;
    } catch (cause) {
      if (!(cause instanceof DamagedFile)) throw cause;
      throw new InvalidInput(
        `${cause.message}: the download settings are damaged: set mirror and proxy again, or remove the file`,
        { cause },
      );
    }
  }

  async set(settings: DownloadSettings): Promise<void> {
    const text = JSON.stringify(checked(settings));
    if (await this.#storage.isFolder(this.#path)) await setAside(this.#storage, this.#path);
    await this.#storage.writeFile(this.#path, new TextEncoder().encode(text));
  }
}

/** Base address for Hugging Face repositories: the mirror, else `HF_ENDPOINT`, else huggingface.co. */
export function hubOf({ mirror }: DownloadSettings, environment: NodeJS.ProcessEnv): URL {
  return parseAddress(mirror ?? environment.HF_ENDPOINT ?? HUB, 'mirror');
}

/** An http or https address. Throws `InvalidInput` naming `what` for anything else. */
export function parseAddress(text: string, what: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new InvalidInput(
      `${what} ${JSON.stringify(text.slice(0, 200))}: expected an address like https://host/path`,
    );
  return url;
}

/** Empty text counts as not set. */
function checked({ mirror, proxy }: DownloadSettings): DownloadSettings {
  const settings = { mirror: mirror?.trim() || null, proxy: proxy?.trim() || null };
  if (settings.mirror !== null) parseAddress(settings.mirror, 'mirror');
  if (settings.proxy !== null) parseProxy(settings.proxy);
  return settings;
}

const address = absentAs(null, nullable(string()));
const stored: Shape<DownloadSettings> = (value, at) => {
  const settings = atLeast({ mirror: address, proxy: address })(value, at);
  try {
    return checked(settings);
  } catch (cause) {
    if (!(cause instanceof InvalidInput || cause instanceof Unsupported)) throw cause;
    throw new InvalidInput(`${at}: ${cause.message}`, { cause });
  }
};
