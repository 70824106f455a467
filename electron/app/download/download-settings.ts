/** Network settings of downloads: saved by the user, else from the environment. */

import type { DownloadSettings } from '../../../core/documents/model.ts';
import { InvalidInput } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';
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

  async get(): Promise<DownloadSettings> {
    if (!(await this.#storage.exists(this.#path))) return NONE;
    try {
      return checked(JSON.parse(new TextDecoder().decode(await this.#storage.readFile(this.#path))));
    } catch (cause) {
      throw new InvalidInput(
        `${this.#path}: the download settings are damaged: remove the file to reset them`,
        { cause },
      );
    }
  }

  async set(settings: DownloadSettings): Promise<void> {
    const text = JSON.stringify(checked(settings));
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
