/** Embeddings as 8-bit integers with one scale and offset for a whole file. */
import { InvalidInput, Unsupported } from '../errors.ts';
import { isJsonObject } from '../json-object.ts';
import { inWords } from '../value-in-words.ts';
import { LINEAR } from './embedding-extension.ts';

/** value = stored × scale + offset, with stored from -128 to 127. */
export type Quantization = {
  readonly method: typeof LINEAR;
  readonly originalType: 'float16' | 'float32';
  readonly scale: number;
  readonly offset: number;
};

const LEAST = -128;
const MOST = 127;

/** Covers the values from `least` to `most`. */
export function quantizationOf(least: number, most: number): Quantization {
  const scale = Math.max(most - least, Number.EPSILON) / (MOST - LEAST);
  return { method: LINEAR, originalType: 'float16', scale, offset: least - LEAST * scale };
}

/** Most that a component changes on the way to 8 bits and back. */
export function quantizationBound({ scale }: Quantization): number {
  return Math.abs(scale) / 2;
}

export function quantized(values: Float32Array, { scale, offset }: Quantization): Int8Array {
  return Int8Array.from(values, (value) =>
    Math.max(LEAST, Math.min(MOST, Math.round((value - offset) / scale))),
  );
}

export function dequantized(stored: ArrayLike<number>, { scale, offset }: Quantization): Float32Array {
  return Float32Array.from(stored, (value) => value * scale + offset);
}

/** The fields of the STAC extension. */
export function quantizationFields({ method, originalType, scale, offset }: Quantization): object {
  return { method, original_dtype: originalType, quantized_dtype: 'int8', scale: [scale], offset: [offset] };
}

/**
 * The quantization that a STAC item states; null if it states none. Throws `Unsupported` for a method that is not linear or a scale for each
 * dimension, `InvalidInput` for one without scale and offset: guessed values would rank wrongly without a sign of it.
 */
export function readQuantization(fields: unknown, name: string): Quantization | null {
  if (fields === undefined || fields === null) return null;
  if (!isJsonObject(fields))
    throw new InvalidInput(`${name}: its quantization is ${inWords(fields)}, not an object`);
  if (fields.method !== LINEAR)
    throw new Unsupported(
      `${name}: its embeddings are quantized by ${inWords(fields.method)}, which is not known here: export them as floats, or with one linear scale and offset`,
    );
  const [scale, offset] = [oneNumber(fields.scale), oneNumber(fields.offset)];
  if (scale === null || offset === null)
    throw new InvalidInput(
      `${name}: its quantization needs one scale and one offset: export the embeddings as floats, or with one of each`,
    );
  const originalType = fields.original_dtype === 'float16' ? 'float16' : 'float32';
  return { method: LINEAR, originalType, scale, offset };
}

function oneNumber(value: unknown): number | null {
  const [only, ...others] = Array.isArray(value) ? value : [value];
  return typeof only === 'number' && Number.isFinite(only) && others.length === 0 ? only : null;
}
