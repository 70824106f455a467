/** A model's towers on whichever device is to be used at the moment; what a device fails at is done by the next. */

import { joinFloats } from '../../../core/bytes/join.ts';
import type { DeviceName } from '../../../core/documents/app.ts';
import type { Tower } from '../../../core/documents/run.ts';
import type { TowerRunner } from '../../../models/encoder/tower-runner.ts';
import { BatchLimit } from '../../engine/batch-limit.ts';
import { EngineError } from '../../engine/engine-error.ts';

/** What decides for one model, and is told of failures. */
export type DeviceChooser = {
  readonly device: (work: Tower) => Promise<DeviceName>;
  readonly open: (device: DeviceName, signal?: AbortSignal) => Promise<TowerRunner>;
  /** It is not to be chosen again; never called for the CPU. */
  readonly broke: (device: DeviceName, error: EngineError) => Promise<void>;
};

type Opened = { readonly towers: TowerRunner; readonly vision: BatchLimit; readonly text: BatchLimit };

export class DeviceRunner implements TowerRunner {
  readonly #chooser: DeviceChooser;
  readonly #opened = new Map<DeviceName, Promise<Opened>>();

  constructor(chooser: DeviceChooser) {
    this.#chooser = chooser;
  }

  runVision(crops: Uint8Array, count: number, signal?: AbortSignal): Promise<Float32Array> {
    return this.#onDevice('vision', ({ towers, vision }, device) =>
      inPieces(crops, count, vision, device, (piece, size) => towers.runVision(piece, size, signal)),
    );
  }

  runPatches(crops: Uint8Array, count: number, signal?: AbortSignal): Promise<Float32Array> {
    return this.#onDevice('vision', ({ towers, vision }, device) =>
      inPieces(crops, count, vision, device, (piece, size) => towers.runPatches(piece, size, signal)),
    );
  }

  runText(ids: Int32Array, count: number, signal?: AbortSignal): Promise<Float32Array> {
    return this.#onDevice('text', ({ towers, text }, device) =>
      inPieces(ids, count, text, device, (piece, size) => towers.runText(piece, size, signal)),
    );
  }

  /** Loads the model where texts would run now, or throws what is wrong with it. */
  async load(signal?: AbortSignal): Promise<void> {
    await this.#onDevice('text', async () => new Float32Array(0), signal);
  }

  async #onDevice(
    work: Tower,
    run: (opened: Opened, device: DeviceName) => Promise<Float32Array>,
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    for (;;) {
      const device = await this.#chooser.device(work);
      try {
        return await run(await this.#open(device, signal), device);
      } catch (error) {
        if (device === 'cpu' || !(error instanceof EngineError) || error.code === 'ENGINE_STOPPED')
          throw error;
        this.#opened.delete(device);
        await this.#chooser.broke(device, error);
      }
    }
  }

  #open(device: DeviceName, signal?: AbortSignal): Promise<Opened> {
    const known = this.#opened.get(device);
    if (known) return known;
    const opening = this.#chooser
      .open(device, signal)
      .then((towers) => ({ towers, vision: new BatchLimit(), text: new BatchLimit() }));
    this.#opened.set(device, opening);
    opening.catch(() => this.#opened.delete(device));
    return opening;
  }
}

/** `count` rows in batches that the device has room for; their features, one after the other. */
async function inPieces<T extends Uint8Array | Int32Array>(
  rows: T,
  count: number,
  limit: BatchLimit,
  device: DeviceName,
  run: (piece: T, size: number) => Promise<Float32Array>,
): Promise<Float32Array> {
  const found: Float32Array[] = [];
  for (let done = 0; done < count; ) {
    const size = Math.min(limit.most, count - done);
    try {
      found.push(await run(size === count ? rows : rowsOf(rows, count, done, size), size));
    } catch (error) {
      if (isForRoom(error, device) && limit.refused(size)) continue;
      throw error;
    }
    limit.succeeded(size);
    done += size;
  }
  return found.length === 1 ? found[0] : joinFloats(found);
}

/** A process that dies on the CPU, twice, has most likely asked for more memory than there is. */
function isForRoom(error: unknown, device: DeviceName): boolean {
  if (!(error instanceof EngineError)) return false;
  return error.code === 'OUT_OF_MEMORY' || (error.code === 'ENGINE_CRASHED' && device === 'cpu');
}

/** A copy: a view would be sent with the whole buffer behind it. */
function rowsOf<T extends Uint8Array | Int32Array>(rows: T, count: number, first: number, size: number): T {
  const length = rows.length / count;
  return rows.slice(first * length, (first + size) * length) as T;
}
