/** Runner of a model's towers on the device chosen for each batch. If a device fails, the batch runs on the next one. */

import { joinFloats } from '../../../core/bytes/join.ts';
import type { DeviceName } from '../../../core/documents/app.ts';
import type { Tower } from '../../../core/documents/run.ts';
import type { TowerRunner } from '../../../models/encoder/tower-runner.ts';
import { BatchLimit } from '../../engine/batch-limit.ts';
import { EngineError } from '../../engine/engine-error.ts';

/** Chooses and opens devices for one model, and records failures. */
export type DeviceChooser = {
  readonly device: (work: Tower) => Promise<DeviceName>;
  readonly open: (device: DeviceName, signal?: AbortSignal) => Promise<TowerRunner>;
  /** Records that the device failed, so that it is not chosen again. Never called for the CPU. */
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

  /** Loads the model on the device for texts. Throws the engine's error if it cannot be loaded. */
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

/** Runs `count` rows in batches that fit into the device's memory and returns their features in order. */
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

/** True if a smaller batch may help. On the CPU, a process that crashed, also when it was started again, most likely ran out of memory. */
function isForRoom(error: unknown, device: DeviceName): boolean {
  if (!(error instanceof EngineError)) return false;
  return error.code === 'OUT_OF_MEMORY' || (error.code === 'ENGINE_CRASHED' && device === 'cpu');
}

/** A copy of the rows, because a view would be sent together with its whole buffer. */
function rowsOf<T extends Uint8Array | Int32Array>(rows: T, count: number, first: number, size: number): T {
  const length = rows.length / count;
  return rows.slice(first * length, (first + size) * length) as T;
}
