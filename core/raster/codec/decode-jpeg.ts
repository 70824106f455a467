/** JPEG streams decoded by our own decoder: its planes, checked against what the file says, and interleaved by pixel. */
import { InvalidInput, Unsupported } from '../../errors.ts';
import { nextTurn, turnIsLong } from '../../turn.ts';
import { JpegDecoder } from './jpeg-decoder.ts';
import { type JpegPlane, mostSampling } from './jpeg-plane.ts';
import type { JpegFrame } from './jpeg-tables.ts';

/** JPEG pads a block to whole units of up to 32 rows or columns; encoders may state the padded size. */
const paddingPx = 31;

export type DecodedJpeg = { readonly frame: JpegFrame; readonly planes: readonly JpegPlane[] };

/**
 * Throws `InvalidInput` for a damaged stream, or one of another size or number of components, before memory is taken for it. Other
 * work runs between the pieces.
 */
export async function decodedJpeg(
  stream: Uint8Array,
  widthPx: number,
  rows: number,
  bands: number,
  mostRows: number = rows,
): Promise<DecodedJpeg> {
  const decoder = new JpegDecoder(stream);
  decoder.readHeader((frame) => {
    const fits =
      frame.widthPx >= widthPx &&
      frame.widthPx <= widthPx + paddingPx &&
      frame.heightPx >= rows &&
      frame.heightPx <= mostRows + paddingPx;
    if (!fits || frame.components.length !== bands)
      throw new InvalidInput(
        `${frame.widthPx} x ${frame.heightPx} pixels in ${frame.components.length} bands found, ${widthPx} x ${rows} in ${bands} expected`,
      );
  });
  if (decoder.frame === null) throw new InvalidInput('a JPEG stream without a frame header');
  while (!decoder.advance()) if (turnIsLong()) await nextTurn();
  return { frame: decoder.frame, planes: decoder.planes };
}

/** [rows, widthPx, bands]; a sample of a plane of lower resolution stands for all its pixels. */
export function interleavedPlanes(
  { components }: JpegFrame,
  planes: readonly JpegPlane[],
  widthPx: number,
  rows: number,
): Uint8Array {
  const bands = planes.length;
  const out = new Uint8Array(widthPx * rows * bands);
  const most = mostSampling(components);
  for (const [band, plane] of planes.entries()) {
    const perCol = most.across / components[band].across;
    const perRow = most.down / components[band].down;
    for (let row = 0; row < rows; row++) {
      const from = Math.floor(row / perRow) * plane.widthPx;
      let at = row * widthPx * bands + band;
      if (perCol === 1)
        for (let col = 0; col < widthPx; col++, at += bands) out[at] = plane.samples[from + col];
      else
        for (let col = 0; col < widthPx; col++, at += bands)
          out[at] = plane.samples[from + Math.floor(col / perCol)];
    }
  }
  return out;
}

/** Throws `Unsupported` if a component has fewer samples than pixels: what lies between them depends on the decoder. */
export function checkFullResolution({ components }: JpegFrame): void {
  const { across, down } = components[0];
  if (components.some((each) => each.across !== across || each.down !== down))
    throw new Unsupported('JPEG bands of different resolutions are not supported');
}
