/** Arrays of raw samples, and the sample types that are read. */

export type SampleArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** float16 is held as float32. */
export type SampleType = 'uint8' | 'int8' | 'uint16' | 'int16' | 'uint32' | 'int32' | 'float32' | 'float64';

/** Zeros. */
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

/** Bytes in native order, which must start at an aligned offset of their buffer, as samples. */
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

/** A rectangle of samples of some bands, pixel interleaved. */
export type SampleWindow = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bands: number;
  /** [heightPx, widthPx, bands] */
  readonly samples: SampleArray;
};
