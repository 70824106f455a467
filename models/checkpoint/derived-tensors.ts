/** Tensors made from stored ones when they are read: stacked, transposed, reshaped. */
import { joinFloats } from '../../core/bytes/join.ts';
import { InvalidInput } from '../../core/errors.ts';
import { elementCount, type StateDict, type StoredTensor } from './state-dict.ts';

/** Throws `InvalidInput` if the key is missing. */
export function tensorOf(dict: StateDict, key: string): StoredTensor {
  const tensor = dict.get(key);
  if (!tensor) throw new InvalidInput(`key ${key} is missing`);
  return tensor;
}

/** Rows of all parts, one part after the other. */
export function stacked(parts: readonly StoredTensor[]): StoredTensor {
  const rows = parts.reduce((sum, { shape }) => sum + shape[0], 0);
  return {
    type: parts[0].type,
    shape: [rows, ...parts[0].shape.slice(1)],
    async read(signal) {
      const arrays: Float32Array[] = [];
      for (const part of parts) arrays.push(await part.read(signal));
      return joinFloats(arrays);
    },
  };
}

/** `[rows, columns]` → `[columns, rows]`. `key` is for messages. */
export function transposed(key: string, tensor: StoredTensor): StoredTensor {
  if (tensor.shape.length !== 2) throw new InvalidInput(`${key}: expected 2 axes, found [${tensor.shape}]`);
  const [rows, columns] = tensor.shape;
  return {
    type: tensor.type,
    shape: [columns, rows],
    async read(signal) {
      const source = await tensor.read(signal);
      const target = new Float32Array(source.length);
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++)
          target[column * rows + row] = source[row * columns + column];
      return target;
    },
  };
}

/** The same elements in another shape. Throws `InvalidInput` if their number differs; `key` is for messages. */
export function reshaped(key: string, tensor: StoredTensor, shape: readonly number[]): StoredTensor {
  if (elementCount(tensor.shape) !== elementCount(shape))
    throw new InvalidInput(`${key} has shape [${tensor.shape}], expected ${elementCount(shape)} elements`);
  return { ...tensor, shape, read: (signal) => tensor.read(signal) };
}
