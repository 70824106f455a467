/**
 * Caption assistant: a server chosen by the user writes captions for a data set. Off until it is set up; sends nothing before the
 * user has reviewed a request; stores the key in a file that only the user can read.
 */

import { chmod, open, rename, rm } from 'node:fs/promises';
import type {
  AssistantSettings,
  CaptionMethod,
  CaptionPreview,
  CollectedPair,
  PairId,
} from '../../../core/documents/dataset.ts';
import type { DatasetId } from '../../../core/documents/ids.ts';
import {
  absentAs,
  atLeast,
  boolean,
  nullable,
  number,
  type Shape,
  string,
} from '../../../core/documents/shape.ts';
import { Busy, InvalidInput } from '../../../core/errors.ts';
import { Faults } from '../../../core/faults.ts';
import type { Host } from '../../../core/host.ts';
import { readOrSetAside, readStateFile } from '../../../core/state-file.ts';
import type { Task } from '../../../core/task.ts';
import { nextPrompt } from '../../../training/dataset/caption-prompts.ts';
import { asCoreError } from '../../node/file-errors.ts';
import { temporaryPath } from '../../node/node-storage.ts';
import type { PictureService } from '../scenes/picture-service.ts';
import { askCaption } from './ask-caption.ts';
import { EndpointFault, endpointUrl } from './caption-endpoint.ts';
import { sentPicture } from './caption-picture.ts';
import type { DatasetService } from './dataset-service.ts';

type Stored = {
  readonly url: string;
  readonly model: string;
  readonly key: string | null;
  readonly timeoutSeconds: number;
  /** The user has seen a request to this address and agreed to it. */
  readonly agreed: boolean;
};

const DEFAULT_TIMEOUT_SECONDS = 120;

const storedSettings: Shape<Stored> = atLeast({
  url: string(),
  model: string(),
  key: nullable(string()),
  timeoutSeconds: absentAs(DEFAULT_TIMEOUT_SECONDS, number(0)),
  agreed: boolean,
});

export class CaptionService {
  readonly #host: Host;
  readonly #path: string;
  readonly #datasets: DatasetService;
  readonly #faults: Faults;
  readonly #pictures: PictureService;

  constructor(
    host: Host,
    path: string,
    datasets: DatasetService,
    pictures: PictureService,
    faults = new Faults(),
  ) {
    this.#faults = faults;
    this.#host = host;
    this.#path = path;
    this.#datasets = datasets;
    this.#pictures = pictures;
  }

  /** Null while the assistant is off. The key itself is never returned. */
  async settings(): Promise<AssistantSettings | null> {
    const stored = await this.#read();
    if (stored === null) return null;
    const { url, model, timeoutSeconds, agreed, key } = stored;
    return { url, model, timeoutSeconds, agreed, hasKey: key !== null };
  }

  /** `key` null keeps the stored key of the same address; '' removes it. A new address must be agreed to again. */
  async set(url: string, model: string, key: string | null, timeoutSeconds: number): Promise<void> {
    const before = await this.#read();
    const address = endpointUrl(url);
    if (model.trim() === '') throw new InvalidInput('enter the name of the model that the server should use');
    const isSame = before !== null && before.url === address;
    const kept = key === null && isSame ? before.key : key || null;
    const agreed = isSame && before.agreed;
    await this.#write({ url: address, model: model.trim(), key: kept, timeoutSeconds, agreed });
  }

  async turnOff(): Promise<void> {
    await rm(this.#path, { force: true });
  }

  /** After the user has seen `preview`. */
  async agree(): Promise<void> {
    await this.#write({ ...(await this.#required()), agreed: true });
  }

  /** The first request that a method would send; null when no pair needs one. */
  async preview(dataset: DatasetId, method: CaptionMethod): Promise<CaptionPreview | null> {
    const { url, model } = await this.#required();
    const { items } = await this.#datasets.detail(dataset);
    const waiting = items.filter((pair) => nextPrompt(method, pair) !== null);
    const [first] = waiting;
    const prompt = first && nextPrompt(method, first);
    if (!prompt) return null;
    const { text, withPicture } = prompt;
    return {
      url: `${url}/chat/completions`,
      model,
      pair: first.id,
      text,
      withPicture,
      pairs: waiting.length,
    };
  }

  /** The exact picture that is sent for a pair: JPEG, at most 768 px a side. */
  async picture(dataset: DatasetId, pair: Pick<CollectedPair, 'image'>): Promise<Uint8Array> {
    const path = this.#datasets.imagePath(dataset, pair);
    return sentPicture(this.#pictures, path);
  }

  /**
   * Asks about every pair that lacks what the method writes. Each answer is saved at once, so that a stopped job can be resumed.
   * An unusable answer is recorded with its pair; a fault of the server ends the job.
   */
  async run(dataset: DatasetId, method: CaptionMethod, task: Task, wrote: () => void): Promise<void> {
    const endpoint = await this.#required();
    if (!endpoint.agreed)
      throw new Busy(
        'review what the caption assistant would send, and agree to it, before it sends anything',
      );
    const { items } = await this.#datasets.detail(dataset);
    const waiting = items.filter((pair) => nextPrompt(method, pair) !== null).map(({ id }) => id);
    let failed = 0;
    for (const [done, id] of waiting.entries()) {
      task.signal.throwIfAborted();
      task.report({ phase: 'captioning', done, total: waiting.length });
      if (!(await this.#caption(dataset, id, method, endpoint, task.signal))) failed += 1;
      wrote();
    }
    if (failed > 0)
      throw new InvalidInput(
        `${failed} of ${waiting.length} pairs got no caption: the data set shows why for each; resume to try them again`,
      );
  }

  /** True when the pair has everything that the method writes. */
  async #caption(
    dataset: DatasetId,
    id: PairId,
    method: CaptionMethod,
    endpoint: Stored,
    signal: AbortSignal,
  ): Promise<boolean> {
    for (;;) {
      const pair = (await this.#datasets.detail(dataset)).items.find((each) => each.id === id);
      const prompt = pair ? nextPrompt(method, pair) : null;
      if (!pair || !prompt) return true;
      try {
        const answer = await askCaption(endpoint, prompt, () => this.picture(dataset, pair), signal);
        await this.#datasets.setAnswer(dataset, pair, { [prompt.writes]: answer });
      } catch (error) {
        if (signal.aborted || error instanceof EndpointFault || !(error instanceof Error)) throw error;
        await this.#datasets.setAnswer(dataset, pair, { fault: error.message });
        return false;
      }
    }
  }

  async #required(): Promise<Stored> {
    const stored = await this.#read();
    if (stored === null) throw new InvalidInput('the caption assistant is off: set its server first');
    return stored;
  }

  /** A damaged file is moved aside, and the assistant is off. The text may contain the key, so no message quotes it. */
  #read(): Promise<Stored | null> {
    const { storage } = this.#host;
    const instead = 'the caption assistant is off until you set it again';
    return readOrSetAside(storage, this.#path, this.#faults, instead, () =>
      readStateFile(storage, this.#path, storedSettings),
    );
  }

  /** Readable only by the user from its first byte on. */
  async #write(stored: Stored): Promise<void> {
    const part = temporaryPath(this.#path);
    try {
      {
        await using file = await open(part, 'wx', 0o600);
        await file.writeFile(JSON.stringify(stored));
        await file.sync();
      }
      await chmod(part, 0o600);
      await rename(part, this.#path);
    } catch (error) {
      await rm(part, { force: true });
      throw asCoreError(error, this.#path);
    }
  }
}
