/** The application and its compute devices, as page and core tell each other of them. JSON values only (`null`, never `undefined`). */

/** Growing counters: a change of one means that what it stands for must be asked for again. */
export type Revisions = {
  readonly scenes: number;
  readonly models: number;
  readonly devices: number;
  readonly jobs: number;
  readonly project: number;
  readonly runs: number;
  readonly datasets: number;
};

/** Tells every page that what a counter stands for has changed. */
export type Announce = (topic: keyof Revisions) => void;

export const DEVICE_NAMES = ['cpu', 'webgpu', 'cuda', 'tensorrt', 'dml', 'coreml'] as const;
/** ONNX Runtime's execution providers, by its names for them. */
export type DeviceName = (typeof DEVICE_NAMES)[number];

export type DeviceStatus = {
  readonly device: DeviceName;
  /** "CPU", "WebGPU", … */
  readonly name: string;
  /** `waiting` and `testing` will be something else soon; `untested` is not needed. */
  readonly state: 'in-use' | 'ready' | 'passed-over' | 'untested' | 'waiting' | 'testing';
  /** Why it is not in use; null for the one that is. */
  readonly reason: string | null;
  /** Measured with the model in question, the vision tower alone; null where it was not, or does not work. */
  readonly windowsPerSecond: number | null;
};

export type DeviceReport = {
  /** As shown in the status bar. */
  readonly name: string;
  readonly detail: string;
  /** The user's choice; null takes the first verified device that is faster than the CPU. */
  readonly choice: DeviceName | null;
  /** LONGSIGHT_DEVICES decides, whatever was chosen. */
  readonly isOverridden: boolean;
  /** In the order in which they are considered. */
  readonly devices: readonly DeviceStatus[];
};

export type AppDescription = {
  readonly version: string;
  readonly protocol: number;
  readonly platform: string;
  readonly dataFolder: string;
};
