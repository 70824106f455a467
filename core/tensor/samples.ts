/** Arrays of raw samples and the supported sample types. */

export type SampleArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** Sample types in memory; float16 files are read as float32. */
export type SampleType = 'uint8' | 'int8' | 'uint16' | 'int16' | 'uint32' | 'int32' | 'float32' | 'float64';

/** A zero-filled array of `length` samples. */
export function allocateSamples(type: SampleType, length: number): SampleArray {
  switch (type) {
    case 'uint8':
      return new Uint8Array(length);
    case 'int8':
      return new Int8Array(length);
    case 'uint16':
      return new Uint16Array(length);
    case 'int16':
      return new Int16Array(length);
    case 'uint32':
      return new Uint32Array(length);
    case 'int32':
      return new Int32Array(length);
    case 'float32':
      return new Float32Array(length);
    case 'float64':
      return new Float64Array(length);
  }
}

/** Smallest and largest value of a type of integers. */
export function integerLimits(type: Exclude<SampleType, 'float32' | 'float64'>): {
  min: number;
  max: number;
} {
  const bits = 8 * allocateSamples(type, 1).BYTES_PER_ELEMENT;
  const isSigned = type === 'int8' || type === 'int16' || type === 'int32';
  return isSigned ? { min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 } : { min: 0, max: 2 ** bits - 1 };
}

/** View of bytes in native order as samples, without a copy. The bytes must start at an aligned offset of their buffer. */
export function viewSamples(type: SampleType, bytes: Uint8Array): SampleArray {
  const { buffer, byteOffset, byteLength } = bytes;
  switch (type) {
    case 'uint8':
      return bytes;
    case 'int8':
      return new Int8Array(buffer, byteOffset, byteLength);
    case 'uint16':
      return new Uint16Array(buffer, byteOffset, byteLength >> 1);
    case 'int16':
      return new Int16Array(buffer, byteOffset, byteLength >> 1);
    case 'uint32':
      return new Uint32Array(buffer, byteOffset, byteLength >> 2);
    case 'int32':
      return new Int32Array(buffer, byteOffset, byteLength >> 2);
    case 'float32':
      return new Float32Array(buffer, byteOffset, byteLength >> 2);
    case 'float64':
      return new Float64Array(buffer, byteOffset, byteLength >> 3);
  }
}

/** Samples of a window for some bands, interleaved by pixel. */
export type SampleWindow = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bands: number;
  /** [heightPx, widthPx, bands] */
  readonly samples: SampleArray;
};
