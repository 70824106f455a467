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

/** A checkpoint as its file holds it. `metadata`: what the file says about itself, in words. */
export type StoredCheckpoint = {
  readonly dict: StateDict;
  readonly metadata: Readonly<Record<string, string>>;
};

/** What data-parallel wrappers, `torch.compile` and training frameworks put before every key. */
const WRAPPER_PREFIXES = ['module.', '_orig_mod.', 'model.', 'clip.', 'clip_model.'];

/** Drops the prefixes of wrappers, one in another, that all keys share. */
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

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((count, extent) => count * extent, 1);
}
