/** Minimal uncompressed TIFFs for tests: one strip, little-endian. */

export type TestTiff = {
  readonly width: number;
  readonly height: number;
  readonly bands: number;
  readonly bits: 8 | 16 | 32;
  /** 1 unsigned, 2 signed, 3 float. */
  readonly format: 1 | 2 | 3;
  readonly photometric: number;
  /** Value of NewSubfileType, 0 by default. */
  readonly subfileType?: number;
  /** Value of the Compression tag. The bytes are uncompressed whatever it says. */
  readonly compression?: number;
  readonly extraSamples?: readonly number[];
  readonly colorMap?: readonly number[];
  readonly nodata?: string;
  /** Value of GDAL_METADATA. */
  readonly metadata?: string;
  readonly value: (col: number, row: number, band: number) => number;
};

const sizes = { 2: 1, 3: 2, 4: 4 } as const;

export function writeTiff(tiff: TestTiff): Uint8Array {
  const { width, height, bands, bits } = tiff;
  const pixels = pixelBytes(tiff);
  const dataAt = 8;
  const text = (value: string): number[] => [...new TextEncoder().encode(`${value}\0`)];
  const fields: [number, 2 | 3 | 4, readonly number[]][] = [
    ...(tiff.subfileType ? [[254, 4, [tiff.subfileType]] as [number, 4, readonly number[]]] : []),
    [256, 4, [width]],
    [257, 4, [height]],
    [258, 3, Array(bands).fill(bits)],
    [259, 3, [tiff.compression ?? 1]],
    [262, 3, [tiff.photometric]],
    [273, 4, [dataAt]],
    [277, 3, [bands]],
    [278, 4, [height]],
    [279, 4, [pixels.length]],
    ...(tiff.colorMap ? [[320, 3, tiff.colorMap] as [number, 3, readonly number[]]] : []),
    ...(tiff.extraSamples ? [[338, 3, tiff.extraSamples] as [number, 3, readonly number[]]] : []),
    [339, 3, Array(bands).fill(tiff.format)],
    ...(tiff.metadata ? [[42112, 2, text(tiff.metadata)] as [number, 2, readonly number[]]] : []),
    ...(tiff.nodata ? [[42113, 2, text(tiff.nodata)] as [number, 2, readonly number[]]] : []),
  ];
  const directoryAt = dataAt + pixels.length + (pixels.length % 2);
  let valueAt = directoryAt + 2 + fields.length * 12 + 4;
  const end = fields.reduce((at, [, type, values]) => at + outline(type, values), valueAt);
  const out = new Uint8Array(end);
  const view = new DataView(out.buffer);
  out.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, directoryAt, true);
  out.set(pixels, dataAt);
  view.setUint16(directoryAt, fields.length, true);
  for (const [i, [tag, type, values]] of fields.entries()) {
    const at = directoryAt + 2 + i * 12;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, values.length, true);
    const inline = outline(type, values) === 0;
    const to = inline ? at + 8 : valueAt;
    if (!inline) {
      view.setUint32(at + 8, valueAt, true);
      valueAt += outline(type, values);
    }
    for (const [j, value] of values.entries()) {
      if (type === 2) view.setUint8(to + j, value);
      else if (type === 3) view.setUint16(to + 2 * j, value, true);
      else view.setUint32(to + 4 * j, value, true);
    }
  }
  return out;
}

function outline(type: 2 | 3 | 4, values: readonly number[]): number {
  const length = sizes[type] * values.length;
  return length <= 4 ? 0 : length + (length % 2);
}

function pixelBytes({ width, height, bands, bits, format, value }: TestTiff): Uint8Array {
  const out = new Uint8Array((width * height * bands * bits) / 8);
  const view = new DataView(out.buffer);
  let at = 0;
  for (let row = 0; row < height; row++)
    for (let col = 0; col < width; col++)
      for (let band = 0; band < bands; band++) {
        const sample = value(col, row, band);
        if (format === 3) view.setFloat32(at, sample, true);
        else if (bits === 8) view.setUint8(at, sample);
        else if (format === 2) view.setInt16(at, sample, true);
        else view.setUint16(at, sample, true);
        at += bits / 8;
      }
  return out;
}
