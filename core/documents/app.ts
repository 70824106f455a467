/** Application and compute devices, exchanged between page and core. JSON values only (`null`, never `undefined`). */

/** Counters that grow with every change; the page reloads the topic of a changed counter. */
export type Revisions = {
  readonly scenes: number;
  readonly models: number;
  readonly devices: number;
  readonly jobs: number;
  readonly project: number;
  readonly runs: number;
  readonly datasets: number;
  readonly evaluations: number;
  readonly faults: number;
};

/** Tells every page that a topic has changed. */
export type Announce = (topic: keyof Revisions) => void;

export const DEVICE_NAMES = ['cpu', 'webgpu', 'cuda', 'tensorrt', 'dml', 'coreml'] as const;
/** Execution providers of ONNX Runtime, by its own names. */
export type DeviceName = (typeof DEVICE_NAMES)[number];

export type DeviceStatus = {
  readonly device: DeviceName;
  /** "CPU", "WebGPU", … */
  readonly name: string;
  /** `waiting` and `testing` are temporary; an `untested` device is not needed. */
  readonly state: 'in-use' | 'ready' | 'passed-over' | 'untested' | 'waiting' | 'testing';
  /** Why it is not in use; null for the device in use. */
  readonly reason: string | null;
  /** Speed of the vision tower of the current model; null if not measured or not working. */
  readonly windowsPerSecond: number | null;
};

export type DeviceReport = {
  /** As shown in the status bar. */
  readonly name: string;
  readonly detail: string;
  /** The user's choice; null takes the first verified device that is faster than the CPU. */
  readonly choice: DeviceName | null;
  /** True if the environment variable LONGSIGHT_DEVICES overrides the choice. */
  readonly isOverridden: boolean;
  /** In order of preference. */
  readonly devices: readonly DeviceStatus[];
};

export type AppDescription = {
  readonly version: string;
  readonly protocol: number;
  readonly platform: string;
  readonly dataFolder: string;
};
