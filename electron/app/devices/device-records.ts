/** Test results of devices and the user's choice, in `devices.json`. Valid for one runtime version and set of drivers. */

import type { DeviceName } from '../../../core/documents/app.ts';
import type { Storage } from '../../../core/host.ts';
import { serialQueue } from '../../../core/serial-queue.ts';
import type { ProbeOutcome } from '../../engine/engine-messages.ts';

export type CrashRecord = {
  readonly device: DeviceName;
  /** ONNX Runtime version and drivers at the time. */
  readonly machine: string;
  readonly reason: string;
  readonly at: string;
};

export type ProbeRecord = {
  readonly device: DeviceName;
  readonly machine: string;
  readonly weightsSha256: string;
  readonly precision: string;
  readonly outcome: ProbeOutcome;
};

type Stored = {
  readonly version: 1;
  readonly choice: DeviceName | null;
  readonly crashes: readonly CrashRecord[];
  readonly probes: readonly ProbeRecord[];
};

const NOTHING: Stored = { version: 1, choice: null, crashes: [], probes: [] };
const MOST_PROBES = 64;

export class DeviceRecords {
  readonly #storage: Storage;
  readonly #path: string;
  readonly #inOrder = serialQueue();
  #stored: Stored;

  private constructor(storage: Storage, path: string, stored: Stored) {
    this.#storage = storage;
    this.#path = path;
    this.#stored = stored;
  }

  static async open(storage: Storage, path: string): Promise<DeviceRecords> {
    return new DeviceRecords(storage, path, await readStored(storage, path));
  }

  get choice(): DeviceName | null {
    return this.#stored.choice;
  }

  get crashes(): readonly CrashRecord[] {
    return this.#stored.crashes;
  }

  get probes(): readonly ProbeRecord[] {
    return this.#stored.probes;
  }

  choose(choice: DeviceName | null): Promise<void> {
    return this.#change((stored) => ({ ...stored, choice }));
  }

  addCrash(crash: CrashRecord): Promise<void> {
    return this.#change((stored) => ({
      ...stored,
      crashes: [...stored.crashes.filter(({ device }) => device !== crash.device), crash],
    }));
  }

  /** Replaces earlier results for the same device and model. Beyond the limit, the oldest results are dropped. */
  addProbe(probe: ProbeRecord): Promise<void> {
    const isSame = (other: ProbeRecord) =>
      other.device === probe.device &&
      other.weightsSha256 === probe.weightsSha256 &&
      other.precision === probe.precision;
    return this.#change((stored) => ({
      ...stored,
      probes: [...stored.probes.filter((each) => !isSame(each)), probe].slice(-MOST_PROBES),
    }));
  }

  /** Removes all test results and crashes; the user's choice stays. */
  forgetFindings(): Promise<void> {
    return this.#change((stored) => ({ ...stored, crashes: [], probes: [] }));
  }

  /** Reads the file again before the change, since another process may have written to it. */
  #change(change: (stored: Stored) => Stored): Promise<void> {
    return this.#inOrder(async () => {
      this.#stored = change(await readStored(this.#storage, this.#path));
      await this.#storage.writeFile(
        this.#path,
        new TextEncoder().encode(`${JSON.stringify(this.#stored, null, 1)}\n`),
      );
    });
  }
}

/** A damaged file or one of another version counts as absent: its contents can be measured or chosen again. */
async function readStored(storage: Storage, path: string): Promise<Stored> {
  if (!(await storage.exists(path))) return NOTHING;
  try {
    const stored = JSON.parse(new TextDecoder().decode(await storage.readFile(path))) as Stored;
    const isWhole = stored.version === 1 && Array.isArray(stored.crashes) && Array.isArray(stored.probes);
    return isWhole ? stored : NOTHING;
  } catch (error) {
    if (error instanceof SyntaxError) return NOTHING;
    throw error;
  }
}
