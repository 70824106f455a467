/** Recognition of files that are not checkpoints by their first bytes, for error messages. */
import { checkpointEndingsInWords } from '../../core/documents/checkpoint-endings.ts';

type Known = { readonly starts: readonly number[] | string; readonly told: string };

const GET_WEIGHTS = `choose the file with the weights (${checkpointEndingsInWords()})`;

const KNOWN: readonly Known[] = [
  {
    starts: 'version https://git-lfs',
    told: `a Git LFS pointer, not the weights: run "git lfs pull", or download the file itself`,
  },
  { starts: [0x89, 0x50, 0x4e, 0x47], told: `a PNG picture: ${GET_WEIGHTS}` },
  { starts: [0xff, 0xd8, 0xff], told: `a JPEG picture: ${GET_WEIGHTS}` },
  { starts: 'II*\0', told: `a TIFF picture: open it as a scene, or ${GET_WEIGHTS}` },
  { starts: 'MM\0*', told: `a TIFF picture: open it as a scene, or ${GET_WEIGHTS}` },
  { starts: 'GIF8', told: `a GIF picture: ${GET_WEIGHTS}` },
  { starts: '%PDF', told: `a PDF document: ${GET_WEIGHTS}` },
  { starts: 'GGUF', told: 'a GGUF file (llama.cpp): use the PyTorch or safetensors weights of the model' },
  {
    starts: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59],
    told: 'a NumPy array: use the PyTorch or safetensors weights of the model',
  },
  {
    starts: [0x89, 0x48, 0x44, 0x46],
    told: 'an HDF5 file (Keras): use the PyTorch or safetensors weights of the model',
  },
  { starts: [0x1f, 0x8b], told: 'compressed with gzip: unpack it first' },
  { starts: [0x42, 0x5a, 0x68], told: 'compressed with bzip2: unpack it first' },
  { starts: [0x37, 0x7a, 0xbc, 0xaf], told: 'a 7-Zip archive: unpack it first' },
  { starts: 'Rar!', told: 'a RAR archive: unpack it first' },
];

/**
 * Text that completes "it is …", such as "a PNG picture: choose …"; null for an unknown file. `head` has the first 64 bytes of the
 * file or more, unless it is shorter.
 */
export function recogniseFile(head: Uint8Array): string | null {
  if (head.length === 0) return 'empty: download or copy it again';
  const known = KNOWN.find(({ starts }) => beginsWith(head, starts));
  if (known) return known.told;
  const text = String.fromCharCode(...head.subarray(0, 64)).trimStart();
  if (/^<(!doctype|html|head|body|\?xml)/i.test(text))
    return 'a web page, not weights (the site may require you to sign in or accept terms): download the file in a browser, then import it';
  if (text.startsWith('{') || text.startsWith('[')) return `a JSON file: ${GET_WEIGHTS}`;
  if (head.every((byte) => byte === 0))
    return 'filled with zeros: the download is probably incomplete; download it again';
  if (head.every((byte) => byte === 9 || byte === 10 || byte === 13 || byte >= 0x20))
    return `a text file: ${GET_WEIGHTS}`;
  if (head[0] === 0x80 && head[1] <= 5)
    return 'a Python pickle that PyTorch did not write: save the state dict with torch.save';
  return null;
}

function beginsWith(head: Uint8Array, starts: readonly number[] | string): boolean {
  const bytes = typeof starts === 'string' ? Array.from(starts, (letter) => letter.charCodeAt(0)) : starts;
  return bytes.every((byte, i) => head[i] === byte);
}
