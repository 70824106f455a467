/** Downloads published weights, checks them and imports them as models. */
import { join } from 'node:path';
import type {
  Activation,
  DownloadRequest,
  DownloadSettings,
  KnownModelSummary,
  Leftover,
  ModelSummary,
} from '../../../core/documents/model.ts';
import { InvalidInput, NotFound } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';
import type { Task } from '../../../core/task.ts';
import { KNOWN_MODELS, type KnownModel } from '../../../models/folder/known-models.ts';
import { checkModelName } from '../../../models/folder/model-folder.ts';
import { takeLock } from '../disk/lock-file.ts';
import type { ModelService } from '../models/model-service.ts';
import { downloadFile, type FreeBytes, freeBytesOf, type Patience, USUAL_PATIENCE } from './download-file.ts';
import { DownloadSettingsStore, hubOf, parseAddress } from './download-settings.ts';
import { PartFile, readPartRecord, recordPath } from './part-file.ts';
import { PinnedSums } from './pinned-sums.ts';
import { proxyFor } from './proxy.ts';

/** A request resolved to an address. */
type Source = {
  readonly url: URL;
  /** The same for every mirror; a SHA-256 is pinned to it. */
  readonly origin: string;
  readonly file: string;
  readonly sha256: string | null;
  readonly activation: Activation | null;
  /** Size of the float32 weights that the import writes; null if only the size of the file is known. */
  readonly weightBytes: number | null;
};

export type DownloadOptions = {
  /** Accepts a file that has changed since its first download and pins its new SHA-256. */
  readonly acceptChange?: boolean;
  /** For this download only; these override the saved settings. */
  readonly settings?: Partial<DownloadSettings>;
};

export class DownloadService {
  readonly settings: DownloadSettingsStore;
  readonly #storage: Storage;
  readonly #models: ModelService;
  readonly #folder: string;
  readonly #pins: PinnedSums;
  readonly #patience: Patience;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #freeBytes: FreeBytes;

  /** `folder` holds part files, pins and settings. */
  constructor(
    storage: Storage,
    models: ModelService,
    folder: string,
    patience: Patience = USUAL_PATIENCE,
    environment: NodeJS.ProcessEnv = process.env,
    freeBytes: FreeBytes = freeBytesOf,
  ) {
    this.#freeBytes = freeBytes;
    this.#storage = storage;
    this.#models = models;
    this.#folder = folder;
    this.#patience = patience;
    this.#environment = environment;
    this.#pins = new PinnedSums(storage, join(folder, 'sums.json'));
    this.settings = new DownloadSettingsStore(storage, join(folder, 'settings.json'));
  }

  async known(): Promise<readonly KnownModelSummary[]> {
    const hub = hubOf(await this.settings.get(), this.#environment);
    return KNOWN_MODELS.map((model) => ({
      id: model.id,
      title: model.title,
      architecture: model.architecture,
      contextLength: model.contextLength,
      sizeBytes: model.sizeBytes,
      parameters: model.parameters,
      licence: model.licence,
      activation: model.activation,
      url: addressOf(model, hub).href,
      page: pageOf(model),
    }));
  }

  /**
   * Downloads and imports as `request.name`, resuming an earlier download. The part file is removed once the model
   * exists. Throws `Unreachable`, `NotFound`, `InvalidInput` and `Unsupported`, which say what to do.
   */
  async download(request: DownloadRequest, task: Task, options: DownloadOptions = {}): Promise<ModelSummary> {
    checkModelName(request.name);
    await this.#models.imports.checkIsFree(request.name);
    const settings = { ...(await this.settings.get()), ...options.settings };
    const source = this.#sourceOf(request, settings);
    await using _lock = await takeLock(
      join(this.#folder, `.${request.name}.lock`),
      `the download of ${request.name}`,
    );
    const folder = join(this.#folder, request.name);
    const part = await PartFile.open(this.#storage, join(folder, source.file), source.origin);
    const expected = options.acceptChange
      ? source.sha256
      : (source.sha256 ?? (await this.#pins.of(source.origin)));
    await this.#fill(source, part, expected, settings, task);
    const sha256 = await this.#checkSum(source, part, expected, task);
    const summary = await this.#import(part.path, request, source, task);
    await this.#pins.pin(source.origin, sha256, part.sizeBytes);
    await this.#storage.remove(folder);
    return summary;
  }

  /** Downloads that were interrupted, or whose import failed. */
  async leftovers(): Promise<readonly Leftover[]> {
    const found: Leftover[] = [];
    for (const name of [...(await this.#storage.list(this.#folder))].sort()) {
      const folder = join(this.#folder, name);
      if (name.startsWith('.') || !(await this.#storage.isFolder(folder))) continue;
      for (const file of (await this.#storage.list(folder)).filter((each) => !each.endsWith('.json'))) {
        const path = join(folder, file);
        const { sizeBytes } = await this.#storage.stat(path);
        const record = await readPartRecord(this.#storage, path);
        const totalBytes = record === null ? null : record.sizeBytes;
        found.push({ kind: 'download', name, bytes: sizeBytes, totalBytes, reason: null });
      }
    }
    return found;
  }

  /** Removes an unfinished download. Throws `Busy` while it is running, `NotFound` if there is none. */
  async discard(name: string): Promise<void> {
    checkModelName(name);
    const folder = join(this.#folder, name);
    if (!(await this.#storage.isFolder(folder))) throw new NotFound(`there is no download of ${name}`);
    await using _lock = await takeLock(join(this.#folder, `.${name}.lock`), `the download of ${name}`);
    await this.#storage.remove(folder);
  }

  async #fill(
    source: Source,
    part: PartFile,
    expected: string | null,
    settings: DownloadSettings,
    task: Task,
  ): Promise<void> {
    await downloadFile(
      {
        url: source.url,
        origin: source.origin,
        checkAnnounced: (announced) => {
          if (expected !== null && announced !== null && announced !== expected)
            throw changed(source, expected, announced);
        },
        roomBeside: (sizeBytes) => source.weightBytes ?? sizeBytes,
        freeBytes: this.#freeBytes,
      },
      part,
      { proxyFor: (url) => proxyFor(url, settings.proxy, this.#environment) },
      this.#patience,
      task,
    );
  }

  async #import(
    path: string,
    { name, activation }: DownloadRequest,
    source: Source,
    task: Task,
  ): Promise<ModelSummary> {
    try {
      const options = { activation: activation ?? source.activation, url: source.url.href };
      return await this.#models.imports.importFile(path, name, task, options);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      throw new InvalidInput(
        `${error.message}. The downloaded file is kept until you download ${name} again or discard it`,
        {
          cause: error,
        },
      );
    }
  }

  /** SHA-256 of the file. A file that differs from its published sum is removed; one that differs from its pinned sum is kept for the user to decide. */
  async #checkSum(source: Source, part: PartFile, expected: string | null, task: Task): Promise<string> {
    const sha256 = await part.hash(task);
    const published = part.record === null ? null : part.record.sha256;
    if (published !== null && published !== sha256) {
      await part.restart();
      await this.#storage.remove(recordPath(part.path));
      throw new InvalidInput(
        `${source.url.href}: the download is damaged (SHA-256 ${sha256}, published ${published}) and was removed: download it again`,
      );
    }
    if (expected !== null && expected !== sha256) throw changed(source, expected, sha256);
    return sha256;
  }

  #sourceOf({ source, activation }: DownloadRequest, settings: DownloadSettings): Source {
    if (source.kind === 'url') return fromAddress(source.url);
    const model = KNOWN_MODELS.find(({ id }) => id === source.model);
    if (!model)
      throw new NotFound(
        `unknown model "${source.model}"; known models: ${KNOWN_MODELS.map(({ id }) => id).join(', ')}`,
      );
    if (model.activation === null && activation === null)
      throw new InvalidInput(
        `${model.title}: its publisher trained it with QuickGELU but loads it with the exact GELU: choose which one to use (--activation quick_gelu or gelu)`,
      );
    const url = addressOf(model, hubOf(settings, this.#environment));
    const origin =
      model.place.kind === 'url'
        ? model.place.url
        : `huggingface:${model.place.repository}/${model.place.file}`;
    return {
      url,
      origin,
      file: fileNameOf(url),
      sha256: model.sha256,
      activation: model.activation,
      weightBytes: 4 * model.parameters,
    };
  }
}

function changed({ url }: Source, expected: string, found: string): InvalidInput {
  return new InvalidInput(
    `${url.href}: the file has changed: SHA-256 ${found} now, ${expected} before. If its publisher says that it was replaced, accept it with "longsight models download … --accept-change"`,
  );
}

/** Resolves an address; the page of a file on Hugging Face becomes the address of the file. */
function fromAddress(text: string): Source {
  const url = parseAddress(text, 'address');
  url.hash = '';
  // Addresses are stored: in the job table, with the model, in messages.
  if (url.username !== '' || url.password !== '')
    throw new InvalidInput(
      'the address contains a user name and password: download the file in a browser, then import it',
    );
  if (url.hostname === 'huggingface.co') url.pathname = url.pathname.replace('/blob/', '/resolve/');
  return { url, origin: url.href, file: fileNameOf(url), sha256: null, activation: null, weightBytes: null };
}

function addressOf({ place }: KnownModel, hub: URL): URL {
  if (place.kind === 'url') return new URL(place.url);
  return new URL(`${hub.href.replace(/\/$/, '')}/${place.repository}/resolve/main/${place.file}`);
}

function pageOf({ place }: KnownModel): string {
  return place.kind === 'url'
    ? 'https://github.com/openai/CLIP'
    : `https://huggingface.co/${place.repository}`;
}

/** A file name that is valid on every platform. */
function fileNameOf({ pathname }: URL): string {
  const last = pathname.split('/').at(-1) ?? '';
  const safe = last
    .replace(/[^\w.-]/g, '_')
    .replace(/^\.+/, '')
    .slice(0, 120);
  // Part records end in .json.
  return safe === '' || safe.endsWith('.json') ? `${safe}weights` : safe;
}
