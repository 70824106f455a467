/**
 * Changes to a TIFF: its directories are read leniently, changed field by field, and written again at the end of the file; or bytes of
 * blocks and headers are changed in place.
 */
import type { Dice } from '../dice.ts';
import { EDGE_NUMBERS, mutateBytes, pokeNumber, spliced } from './bytes.ts';
import { MOST_INPUT_BYTES, type Mutator } from './mutator.ts';
import {
  type RawDirectory,
  type RawField,
  rawDirectories,
  TYPE_BYTES,
  withDirectory,
} from './tiff-layout.ts';
import { STRANGE_TEXTS_OF_TAGS, TAG_VALUES } from './tiff-tag-values.ts';

export const mutateTiff: Mutator = (input, other, dice) => {
  const directories = rawDirectories(input);
  if (directories.length === 0 || dice.chance(0.12)) return mutateBytes(input, other, dice);
  let bytes = input.slice();
  if (dice.chance(0.3)) changeBlock(bytes, dice.pick(directories), dice);
  if (dice.chance(0.75)) {
    const directory = dice.pick(directories);
    const fields = directory.fields.map((field) => ({ ...field, bytes: field.bytes.slice() }));
    for (let change = dice.few(5); change > 0; change--) changeFields(fields, other, bytes.length, dice);
    bytes = withDirectory(bytes, directory, fields);
  }
  if (dice.chance(0.08)) bytes = changedChain(bytes, directories, dice);
  if (dice.chance(0.06)) bytes = bytes.slice(0, dice.below(bytes.length));
  return bytes.length > MOST_INPUT_BYTES ? mutateBytes(input, other, dice) : bytes;
};

function changeFields(fields: RawField[], other: Uint8Array, fileBytes: number, dice: Dice): void {
  const tag = Number(dice.pick(Object.keys(TAG_VALUES)));
  const at = dice.chance(0.5)
    ? fields.findIndex((field) => field.tag === tag)
    : dice.below(Math.max(1, fields.length));
  switch (dice.below(10)) {
    case 0:
    case 1:
    case 2:
    case 3:
      setField(fields, tag, dice);
      return;
    case 4:
      if (at >= 0) fields.splice(at, 1);
      return;
    case 5:
      if (fields[at] !== undefined)
        fields[at] = { ...fields[at], type: dice.pick([0, ...Object.keys(TYPE_BYTES).map(Number), 99]) };
      return;
    case 6: {
      // A count that lies, or values that lie elsewhere.
      const field = fields[at];
      if (field === undefined) return;
      const stated = dice.pick([...EDGE_NUMBERS, fileBytes, field.count + 1, field.count - 1]);
      fields[at] = dice.chance(0.5) ? { ...field, count: stated } : { ...field, statedOffset: stated };
      return;
    }
    case 7: {
      const known = [...rawDirectories(other).flatMap((each) => each.fields), ...fields];
      if (known.length === 0) return;
      const taken = dice.pick(known);
      replace(fields, { ...taken, bytes: taken.bytes.slice() });
      return;
    }
    case 8:
      setText(fields, dice);
      return;
    default: {
      const field = fields[at];
      if (field !== undefined && field.bytes.length > 0) pokeNumber(field.bytes, dice);
    }
  }
}

/** A value that means something for this tag, or a number at a limit. */
function setField(fields: RawField[], tag: number, dice: Dice): void {
  const present = fields.find((field) => field.tag === tag);
  const type = present?.type ?? dice.pick([3, 4]);
  const size = TYPE_BYTES[type] ?? 4;
  const count =
    present !== undefined && dice.chance(0.8) ? present.bytes.length / size : dice.pick([1, 1, 2, 3, 4, 8]);
  const bytes = new Uint8Array(Math.max(1, Math.floor(count)) * size);
  const view = new DataView(bytes.buffer);
  const all = dice.chance(0.7);
  const value = () =>
    dice.chance(0.75) ? dice.pick(TAG_VALUES[tag] ?? EDGE_NUMBERS) : dice.pick(EDGE_NUMBERS);
  let chosen = value();
  for (let at = 0; at + size <= bytes.length; at += size) {
    if (!all) chosen = value();
    // The layout is written little-endian and swapped with the field where the file is big-endian.
    if (size === 1) bytes[at] = chosen;
    else if (size === 2) view.setUint16(at, chosen & 0xffff, true);
    else if (size === 4) view.setUint32(at, chosen, true);
    else if (type === 12) view.setFloat64(at, chosen, true);
    else view.setBigUint64(at, BigInt(Math.trunc(Math.abs(chosen))), true);
  }
  replace(fields, { tag, type, count: bytes.length / size, bytes, statedOffset: null });
}

function setText(fields: RawField[], dice: Dice): void {
  const [tag, text] = dice.pick(STRANGE_TEXTS_OF_TAGS);
  const bytes = new TextEncoder().encode(text.repeat(dice.pick([1, 1, 1, 50, 2000])).slice(0, 30_000));
  replace(fields, { tag, type: 2, count: bytes.length, bytes: bytes.slice(), statedOffset: null });
}

function replace(fields: RawField[], field: RawField): void {
  const at = fields.findIndex((each) => each.tag === field.tag);
  if (at < 0) fields.push(field);
  else fields[at] = field;
}

/** Bytes of one block, or of its head, where the headers of JPEG, WebP, LERC and ZSTD are. */
function changeBlock(bytes: Uint8Array, { blocks }: RawDirectory, dice: Dice): void {
  if (blocks.length === 0) return;
  const { at, size } = dice.pick(blocks);
  const end = Math.min(bytes.length, at + size);
  if (at >= end) return;
  const to = dice.chance(0.5) ? Math.min(end, at + 64) : end;
  for (let change = dice.few(6); change > 0; change--) pokeNumber(bytes, dice, at, to);
}

/** The chain of directories: to itself, to another one, outside, or with bytes put in before it. */
function changedChain(
  bytes: Uint8Array<ArrayBuffer>,
  directories: readonly RawDirectory[],
  dice: Dice,
): Uint8Array<ArrayBuffer> {
  const { at, nextAt, isBig, littleEndian } = dice.pick(directories);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const to = dice.pick([0, at, dice.pick(directories).at, bytes.length, bytes.length - 2, ...EDGE_NUMBERS]);
  if (nextAt + (isBig ? 8 : 4) > bytes.length) return bytes;
  if (isBig) view.setBigUint64(nextAt, BigInt(to), littleEndian);
  else view.setUint32(nextAt, to, littleEndian);
  return dice.chance(0.2) ? spliced(bytes, at, at, new Uint8Array(dice.below(64))) : bytes;
}
