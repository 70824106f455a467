/** File recognition by first bytes: the kind of TIFF, or what the file is instead. */
import { InvalidInput } from '../errors.ts';

export type TiffHeader = {
  readonly littleEndian: boolean;
  readonly bigTiff: boolean;
  readonly firstDirectoryAt: number;
};

export const headerBytes = 16;

/** Little and big endian, classic and BigTIFF. */
const starts = ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'];

/** True if the first four bytes are a TIFF signature. */
export function isTiff(head: Uint8Array): boolean {
  return starts.includes(String.fromCharCode(...head.subarray(0, 4)));
}

/** Reads the header from the first 16 bytes of a file (fewer if it is shorter). Throws `InvalidInput` saying what else the file looks like. */
export function readTiffHeader(head: Uint8Array, name: string): TiffHeader {
  if (head.length < 8)
    throw new InvalidInput(
      `${name}: not a TIFF: the file is only ${head.length} bytes long; a header takes 8`,
    );
  const order = String.fromCharCode(head[0], head[1]);
  if (order !== 'II' && order !== 'MM') throw new InvalidInput(`${name}: not a TIFF: ${lookOf(head)}`);
  const littleEndian = order === 'II';
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const version = view.getUint16(2, littleEndian);
  if (version === 42)
    return { littleEndian, bigTiff: false, firstDirectoryAt: view.getUint32(4, littleEndian) };
  if (version !== 43)
    throw new InvalidInput(
      `${name}: not a TIFF: version number ${version} after "${order}"; expected 42 or 43`,
    );
  if (head.length < headerBytes || view.getUint16(4, littleEndian) !== 8)
    throw new InvalidInput(`${name}: damaged BigTIFF header: expected 8-byte offsets`);
  return { littleEndian, bigTiff: true, firstDirectoryAt: Number(view.getBigUint64(8, littleEndian)) };
}

function lookOf(head: Uint8Array): string {
  const text = new TextDecoder('latin1').decode(head);
  if (head.every((byte) => byte === 0))
    return 'the file starts with zeros; the download is probably incomplete';
  if (/^\s*<(!doctype|html)/i.test(text))
    return 'this is an HTML page, probably an error page saved under this name';
  if (text.startsWith('version https'))
    return 'this is a Git LFS pointer; fetch the file itself with "git lfs pull"';
  if (text.startsWith('<?xml') || text.startsWith('<')) return 'this is an XML document';
  if (text.startsWith('\x89PNG')) return 'this is a PNG picture';
  if (text.startsWith('\xff\xd8\xff')) return 'this is a JPEG picture';
  if (text.startsWith('PK\x03\x04')) return 'this is a ZIP archive; unpack it first';
  if (text.startsWith('\x1f\x8b')) return 'this is a gzip archive; unpack it first';
  if (text.startsWith('RIFF')) return 'this is a RIFF file (WebP or video)';
  if (text.startsWith('\x89HDF')) return 'this is an HDF5 file';
  if (text.startsWith('%PDF')) return 'this is a PDF document';
  const hex = Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return `the file starts with ${hex}; expected "II" or "MM"`;
}
