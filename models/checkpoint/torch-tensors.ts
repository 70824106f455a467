/** Globals that a pickled state dict needs, and the tensors they build as views of storages. */
import { InvalidInput, Unsupported } from '../../core/errors.ts';
import type { PickleEnvironment, PickleObject, PickleValue } from './pickle.ts';
import { elementCount, type StoredTensor, type StoredType } from './state-dict.ts';
import { BYTES_PER_ELEMENT, toFloat32 } from './stored-elements.ts';

/** A block of elements in the file, shared by the tensors that view it. */
export type TorchStorage = { readonly type: StoredType; readonly key: string; readonly elements: number };

/** A strided view of a storage, in elements. */
type TorchTensor = {
  readonly storage: TorchStorage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
};

/** Bytes `start` to `start + length` of a storage. */
export type ReadStorage = (
  storage: TorchStorage,
  start: number,
  length: number,
  signal?: AbortSignal,
) => Promise<Uint8Array>;

const STORAGE_TYPES: ReadonlyMap<string, StoredType> = new Map([
  ['torch.FloatStorage', 'fp32'],
  ['torch.HalfStorage', 'fp16'],
  ['torch.BFloat16Storage', 'bf16'],
  ['torch.DoubleStorage', 'fp64'],
  ['torch.LongStorage', 'int64'],
  ['torch.IntStorage', 'int32'],
  ['torch.ShortStorage', 'int16'],
  ['torch.CharStorage', 'int8'],
  ['torch.ByteStorage', 'uint8'],
  ['torch.BoolStorage', 'bool'],
]);

const MAX_KEY_LENGTH = 500;
const MAX_AXES = 8;

/** Keys under which training scripts store the state dict. */
const WRAPPERS = ['state_dict', 'model_state_dict', 'model'];

/** Environment for pickles whose storages have the persistent id `('storage', type, key, device, elements)`; `seen` is called with each. */
export function torchEnvironment(
  name: string,
  seen: (storage: TorchStorage) => void = () => undefined,
): PickleEnvironment {
  const globals = new Map<string, ((args: readonly PickleValue[]) => PickleValue) | null>([
    ['collections.OrderedDict', orderedDict],
    ['torch._utils._rebuild_tensor_v2', (args) => object(rebuildTensor(name, args))],
    ['torch._utils._rebuild_parameter', ([tensor]) => tensor],
  ]);
  for (const storage of STORAGE_TYPES.keys()) globals.set(storage, null);
  const persistentLoad = (id: PickleValue) => {
    const storage = storageOf(name, id);
    seen(storage);
    return object(storage);
  };
  return { globals, persistentLoad, isRecordClass: () => false };
}

/** The state dict in the value of a torch file, at the top level or under a wrapper's key. Throws `Unsupported` if there is none. */
export function stateDictOf(
  name: string,
  value: PickleValue,
  readStorage: ReadStorage,
): Map<string, StoredTensor> {
  const found = unwrap(value);
  if (!(found instanceof Map))
    throw new Unsupported(
      `${name}: contains something other than a state dict (a dictionary of tensors): save the state dict with torch.save`,
    );
  const dict = new Map<string, StoredTensor>();
  for (const [key, entry] of found) {
    const tensor = typeof key === 'string' ? tensorIn(entry) : null;
    if (typeof key === 'string' && key.length > MAX_KEY_LENGTH)
      throw new InvalidInput(`${name}: a key of ${key.length} characters: ${key.slice(0, 50)}…`);
    if (typeof key === 'string' && tensor) dict.set(key, storedTensor(name, key, tensor, readStorage));
  }
  return dict;
}

function unwrap(value: PickleValue): PickleValue {
  if (!(value instanceof Map)) return value;
  for (const key of WRAPPERS) {
    const inner = value.get(key);
    if (inner instanceof Map) return inner;
  }
  return value;
}

function storedTensor(
  name: string,
  key: string,
  tensor: TorchTensor,
  readStorage: ReadStorage,
): StoredTensor {
  const { storage, offset, shape, strides } = tensor;
  const count = elementCount(shape);
  const elementBytes = BYTES_PER_ELEMENT[storage.type];
  const last = shape.reduce((sum, extent, axis) => sum + (extent - 1) * strides[axis], offset);
  // A shape larger than its storage would let a small file allocate any amount of memory.
  if (count > storage.elements || (count > 0 && last >= storage.elements))
    throw new InvalidInput(
      `${name}: ${key} [${shape}] at ${offset} reaches beyond its storage of ${storage.elements} elements`,
    );
  const contiguous = isContiguous(shape, strides);
  return {
    type: storage.type,
    shape,
    async read(signal) {
      const start = count === 0 ? 0 : offset;
      const length = contiguous ? count : count === 0 ? 0 : last + 1 - offset;
      const bytes = await readStorage(storage, start * elementBytes, length * elementBytes, signal);
      const elements = toFloat32(bytes, storage.type, key);
      return contiguous ? elements : gather(elements, shape, strides, count);
    },
  };
}

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis];
  }
  return true;
}

function gather(
  elements: Float32Array,
  shape: readonly number[],
  strides: readonly number[],
  count: number,
): Float32Array {
  const result = new Float32Array(count);
  const index = new Array<number>(shape.length).fill(0);
  let at = 0;
  for (let i = 0; i < count; i++) {
    result[i] = elements[at];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis];
      if (++index[axis] < shape[axis]) break;
      at -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return result;
}

function orderedDict([items]: readonly PickleValue[]): PickleValue {
  const dict = new Map<PickleValue, PickleValue>();
  if (Array.isArray(items))
    for (const pair of items) if (Array.isArray(pair) && pair.length === 2) dict.set(pair[0], pair[1]);
  return dict;
}

function rebuildTensor(name: string, args: readonly PickleValue[]): TorchTensor {
  const [storage, offset, shape, strides] = args;
  const view = objectOf(storage);
  if (!view || !isStorage(view) || !isCount(offset) || !isCounts(shape) || !isCounts(strides))
    throw new InvalidInput(`${name}: a tensor with malformed storage, offset, shape or strides`);
  if (shape.length !== strides.length)
    throw new InvalidInput(`${name}: a tensor of shape [${shape}] with strides [${strides}]`);
  return { storage: view, offset, shape, strides };
}

function storageOf(name: string, id: PickleValue): TorchStorage {
  if (!Array.isArray(id) || id[0] !== 'storage')
    throw new InvalidInput(`${name}: a persistent id that does not name a storage`);
  const [, storageClass, key, , elements] = id;
  const type =
    storageClass !== null && typeof storageClass === 'object' && 'name' in storageClass
      ? STORAGE_TYPES.get(storageClass.name)
      : undefined;
  if (!type || typeof key !== 'string' || !isCount(elements))
    throw new InvalidInput(`${name}: a storage with malformed type, key or size`);
  return { type, key, elements };
}

function tensorIn(value: PickleValue): TorchTensor | null {
  const found = objectOf(value);
  return found && 'strides' in found ? (found as TorchTensor) : null;
}

function object(built: TorchStorage | TorchTensor): PickleObject {
  return { kind: 'object', object: built };
}

function objectOf(value: PickleValue): object | null {
  return value !== null && typeof value === 'object' && 'object' in value ? value.object : null;
}

function isStorage(value: object): value is TorchStorage {
  return 'key' in value && 'elements' in value;
}

function isCount(value: PickleValue): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isCounts(value: PickleValue): value is number[] {
  // Check the length first, because the same long list may be tested many times.
  return Array.isArray(value) && value.length <= MAX_AXES && value.every(isCount);
}
