/** A checkpoint's tensors by key, read one at a time. */

/** Element types as stored; only the floating-point ones can be weights. */
export type StoredType =
  | 'fp64'
  | 'fp32'
  | 'fp16'
  | 'bf16'
  | 'int64'
  | 'int32'
  | 'int16'
  | 'int8'
  | 'uint8'
  | 'bool';

export type StoredTensor = {
  readonly type: StoredType;
  readonly shape: readonly number[];
  /** The elements, row-major, as float32. Throws `Unsupported` for integers. */
  read(signal?: AbortSignal): Promise<Float32Array>;
};

export type StateDict = ReadonlyMap<string, StoredTensor>;

/** Drops the `module.` that PyTorch's data-parallel wrapper puts before every key. */
export function withoutModulePrefix(dict: StateDict): StateDict {
  const prefix = 'module.';
  if (dict.size === 0 || ![...dict.keys()].every((key) => key.startsWith(prefix))) return dict;
  return new Map([...dict].map(([key, tensor]) => [key.slice(prefix.length), tensor]));
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((count, extent) => count * extent, 1);
}
