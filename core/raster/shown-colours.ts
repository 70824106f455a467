/** Images in colour spaces that are shown as RGB: which they are, and what becomes of their layout. */
import { Unsupported } from '../errors.ts';
import { whiteD50, whiteOf } from './codec/cielab.ts';
import type { OldJpeg } from './codec/old-jpeg-places.ts';
import { type Chroma, defaultBlackWhite, defaultLuma } from './codec/ycbcr.ts';
import type { TiffDirectory } from './tiff-directory.ts';
import type { TiffImage } from './tiff-image.ts';
import { photometric, tag } from './tiff-tags.ts';

const unassociatedAlpha = 2;

/**
 * The image as GDAL shows it: YCbCr as three bands, 8-bit CMYK and CIELab as four with an opaque alpha. `image` as it is if its
 * samples are shown as stored.
 */
export function shownImage(image: TiffImage, directory: TiffDirectory): TiffImage {
  const { photometric: p, bitsPerSample, bands, compression } = image;
  // The JPEG and WebP decoders convert YCbCr themselves.
  const isYcbcr = p === photometric.ycbcr && ((compression !== 7 && compression !== 50001) || image.planar);
  if (isYcbcr) return asRgb(image, 3, { kind: 'ycbcr', stored: image, chroma: chromaOf(image, directory) });
  if (p === photometric.cmyk && bitsPerSample === 8 && bands >= 4)
    return asRgb(image, 4, { kind: 'cmyk', stored: image });
  if (p === photometric.cielab && bitsPerSample === 8 && bands === 3 && !image.planar)
    return asRgb(image, 4, { kind: 'cielab', stored: image, white: whitePointOf(directory) });
  return image;
}

/** An image of old-style JPEG, whose strips are one block, as its decoder gives it. */
export function oldJpegImage(image: TiffImage, directory: TiffDirectory): TiffImage {
  const { offsets, byteCounts, tiled, heightPx, bands } = image;
  const all = (tagNumber: number): readonly number[] => Array.from(directory.integers(tagNumber) ?? []);
  const spans = Array.from(offsets, (at, i) => ({ at, bytes: byteCounts[i] }));
  const oldJpeg: OldJpeg = {
    strips: tiled ? null : spans,
    rowsPerStrip: image.blockHeightPx,
    stream: streamOf(all(tag.jpegStream), all(tag.jpegStreamBytes), image),
    quantization: all(tag.jpegQuantization).slice(0, bands),
    dc: all(tag.jpegDc).slice(0, bands),
    ac: all(tag.jpegAc).slice(0, bands),
    restartInterval: all(tag.jpegRestartInterval)[0] ?? 0,
    chroma: chromaOf(image, directory),
  };
  const whole = { blockHeightPx: heightPx, blockRows: 1, offsets: [offsets[0]], byteCounts: [byteCounts[0]] };
  return {
    ...image,
    ...(tiled ? {} : whole),
    photometric: bands === 3 ? photometric.rgb : photometric.minIsBlack,
    planar: false,
    oldJpeg,
  };
}

function streamOf(at: readonly number[], bytes: readonly number[], image: TiffImage): OldJpeg['stream'] {
  if (at.length === 0 || at[0] === 0) return null;
  return { at: at[0], bytes: bytes[0] > 0 ? bytes[0] : image.source.sizeBytes };
}

function asRgb(image: TiffImage, bands: number, conversion: TiffImage['conversion']): TiffImage {
  return {
    ...image,
    bands,
    bitsPerSample: 8,
    sampleType: 'uint8',
    widened: null,
    predictor: 1,
    photometric: photometric.rgb,
    planar: false,
    extraSamples: bands === 4 ? [unassociatedAlpha] : [],
    palette: null,
    conversion,
  };
}

function chromaOf(image: TiffImage, directory: TiffDirectory): Chroma {
  const { planar, bitsPerSample, bands, predictor, source } = image;
  const sampling = directory.integers(tag.ycbcrSubsampling);
  const [across, down] = sampling !== null && sampling.length >= 2 ? sampling : [2, 2];
  const luma = directory.numbers(tag.ycbcrCoefficients);
  const blackWhite = directory.numbers(tag.referenceBlackWhite);
  const isLuma = luma !== null && luma.length >= 3 && luma[1] > 0 && luma.every(Number.isFinite);
  const chroma: Chroma = {
    across,
    down,
    luma: isLuma ? [luma[0], luma[1], luma[2]] : defaultLuma,
    blackWhite:
      blackWhite !== null && blackWhite.length >= 6 && blackWhite.every(Number.isFinite)
        ? Array.from(blackWhite)
        : defaultBlackWhite,
  };
  const isSubsampled = across !== 1 || down !== 1;
  const isSound = [1, 2, 4].includes(across) && [1, 2, 4].includes(down);
  const isPlain = bands === 3 && bitsPerSample === 8 && (!isSubsampled || (!planar && predictor === 1));
  if (image.compression !== 6 && !(isSound && isPlain))
    throw new Unsupported(
      `${source.name}: YCbCr pixels of ${bands} bands with ${bitsPerSample} bits, colours for ${across} x ${down} pixels${planar ? ' in planes' : ''} and predictor ${predictor} are not supported; convert the file, for example with gdal_translate`,
    );
  return chroma;
}

function whitePointOf(directory: TiffDirectory): readonly [number, number, number] {
  const xy = directory.numbers(tag.whitePoint);
  return xy !== null && xy.length >= 2 && xy[1] > 0 ? whiteOf(xy[0], xy[1]) : whiteD50;
}
