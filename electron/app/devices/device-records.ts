/** Test results of devices and the user's choice, in `devices.json`. Valid for one runtime version and set of drivers. */

import { DEVICE_NAMES, type DeviceName } from '../../../core/documents/app.ts';
import {
  array,
  literal,
  nullable,
  number,
  object,
  oneOf,
  type Shape,
  string,
} from '../../../core/documents/shape.ts';
import { Faults } from '../../../core/faults.ts';
import type { Storage } from '../../../core/host.ts';
import { serialQueue } from '../../../core/serial-queue.ts';
import { readOrSetAside, readStateFile } from '../../../core/state-file.ts';
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
  readonly #faults: Faults;
  readonly #inOrder = serialQueue();
  #stored: Stored;

  private constructor(storage: Storage, path: string, stored: Stored, faults: Faults) {
    this.#faults = faults;
    this.#storage = storage;
    this.#path = path;
    this.#stored = stored;
  }

  static async open(storage: Storage, path: string, faults = new Faults()): Promise<DeviceRecords> {
    return new DeviceRecords(storage, path, await readStored(storage, path, faults), faults);
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
      this.#stored = change(await readStored(this.#storage, this.#path, this.#faults));
      await this.#storage.writeFile(
        this.#path,
        new TextEncoder().encode(`${JSON.stringify(this.#stored, null, 1)}\n`),
      );
    });
  }
}

const text = string(100_000);
const device = literal(...DEVICE_NAMES);
const speed = number(0);
const recordsShape: Shape<Stored> = object({
  version: literal(1),
  choice: nullable(device),
  crashes: array(object({ device, machine: text, reason: text, at: text })),
  probes: array(
    object({
      device,
      machine: text,
      weightsSha256: text,
      precision: text,
      outcome: oneOf({
        verified: object({ kind: literal('verified'), cpuWindowsPerSecond: speed, windowsPerSecond: speed }),
        failed: object({ kind: literal('failed'), cpuWindowsPerSecond: speed, reason: text }),
      }),
    }),
  ),
});

/** A damaged file, or one of another version, is moved aside: everything in it can be found out or chosen again. */
async function readStored(storage: Storage, path: string, faults: Faults): Promise<Stored> {
  const instead = 'the devices are tried again; choose the device again if you had chosen one';
  const stored = await readOrSetAside(storage, path, faults, instead, () =>
    readStateFile(storage, path, recordsShape),
  );
  return stored ?? NOTHING;
}
