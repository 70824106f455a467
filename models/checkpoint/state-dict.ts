/** State dicts: tensors of a checkpoint by key, read one at a time. */

/** Element types in files; only floating-point types can be weights. */
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

/** Contents of a checkpoint file; `metadata` holds its text fields. */
export type StoredCheckpoint = {
  readonly dict: StateDict;
  readonly metadata: Readonly<Record<string, string>>;
};

/** Key prefixes added by data-parallel wrappers, `torch.compile` and training frameworks. */
const WRAPPER_PREFIXES = ['module.', '_orig_mod.', 'model.', 'clip.', 'clip_model.'];

/** Removes wrapper prefixes, also nested ones, that all keys share. */
export function withoutWrapperPrefixes(dict: StateDict): StateDict {
  const keys = [...dict.keys()];
  const prefix = WRAPPER_PREFIXES.find(
    (each) => keys.length > 0 && keys.every((key) => key.startsWith(each)),
  );
  if (prefix === undefined) return dict;
  return withoutWrapperPrefixes(
    new Map([...dict].map(([key, tensor]) => [key.slice(prefix.length), tensor])),
  );
}

/** Number of elements of a tensor; 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((count, extent) => count * extent, 1);
}
