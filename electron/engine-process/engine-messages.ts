/** What goes between the core process and an engine process: JSON values and typed arrays, by structured clone. */
import type { Precision } from '../../core/encoder.ts';
import type { Port } from '../../core/rpc/port.ts';

/** ONNX Runtime's execution providers, by its names for them. */
export type DeviceName = 'cpu' | 'webgpu' | 'cuda' | 'tensorrt' | 'dml' | 'coreml';

/** A model to run; the engine loads it on first use and keeps it. */
export type EngineModel = {
  /** Folder with the two graphs and their weights. */
  readonly path: string;
  /** Tells a model from another that was imported under the same name later. */
  readonly weightsSha256: string;
  /** Which of the folder's graphs run. */
  readonly precision: Precision;
  readonly imageSizePx: number;
  readonly embeddingDim: number;
  /** Tried in this order before the CPU; empty for the CPU alone. */
  readonly devices: readonly DeviceName[];
  /** Threads of one run; 0 for one a core. */
  readonly threads: number;
};

export type DeviceReport = {
  readonly device: DeviceName;
  readonly passedOver: readonly { readonly device: DeviceName; readonly reason: string }[];
};

export type EngineWork =
  | { readonly kind: 'load' }
  /** `crops` `[count, S, S, 3]` */
  | { readonly kind: 'vision'; readonly crops: Uint8Array; readonly count: number }
  /** `ids` `[count, T]` */
  | { readonly kind: 'text'; readonly ids: Int32Array; readonly count: number };

export type EngineRequest = { readonly id: number; readonly model: EngineModel; readonly work: EngineWork };

export type EngineReply =
  /** Sent before a device is tried: if the process dies now, that device did it. */
  | { readonly kind: 'trying'; readonly id: number; readonly device: DeviceName }
  | { readonly kind: 'loaded'; readonly id: number; readonly report: DeviceReport }
  | { readonly kind: 'features'; readonly id: number; readonly features: Float32Array }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

/** A running engine process. */
export type EngineConnection = {
  readonly port: Port;
  /** Ends the process at once, in the middle of a run if need be. */
  readonly kill: () => void;
};
