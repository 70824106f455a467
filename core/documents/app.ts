/** Application and compute devices, exchanged between page and core. JSON values only (`null`, never `undefined`). */
import type { LanguageChoice } from './language.ts';

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
  readonly collections: number;
  readonly team: number;
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

/** The newest published release. */
export type NewestRelease = {
  readonly version: string;
  readonly isNewer: boolean;
  readonly address: string;
};

export const DISK_PARTS = [
  'models',
  'indexes',
  'runs',
  'datasets',
  'downloads',
  'uploads',
  'previews',
  'exports',
] as const;
export type DiskPart = (typeof DISK_PARTS)[number];

export const CLEARABLE_PARTS = ['previews', 'exports'] as const satisfies readonly DiskPart[];
/** What is made again when it is needed. */
export type ClearablePart = (typeof CLEARABLE_PARTS)[number];

/** What the data folder takes on the disk. */
export type DiskUse = {
  /** Null if the system does not say. */
  readonly freeBytes: number | null;
  readonly parts: readonly {
    readonly part: DiskPart;
    readonly bytes: number;
    /** Beyond this the oldest files are deleted at the next start; null without a limit. */
    readonly limitBytes: number | null;
  }[];
};

/** What the user set for this installation. */
export type AppSettings = {
  /** Whether the machine stays awake while a job runs. */
  readonly keepsAwake: boolean;
  /** Whether the system shows a message when a long job has ended and the window has no focus. */
  readonly notifies: boolean;
  /** Of the window; it is loaded again to change it. */
  readonly language: LanguageChoice;
};

/** Lines under one heading; `isFault` where the part could not be determined. */
export type ReportSection = {
  readonly heading: string;
  readonly lines: readonly string[];
  readonly isFault: boolean;
};

/** The machine and the installation, and a text about them and the present work for somebody who is asked for help. */
export type Diagnosis = {
  readonly sections: readonly ReportSection[];
  readonly text: string;
};

export type AppDescription = {
  readonly version: string;
  /** Page of the published releases; null for a copy that is not one of them. */
  readonly releases: string | null;
  readonly protocol: number;
  readonly platform: string;
  readonly dataFolder: string;
};
