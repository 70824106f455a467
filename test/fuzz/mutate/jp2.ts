/** Changes to JPEG 2000 files: boxes and those inside them, markers of the code stream, lengths of tile parts, packets. */
import type { Dice } from '../dice.ts';
import { EDGE_NUMBERS, mutateBytes, pokeNumber } from './bytes.ts';
import { boxBytes, boxesIn, type RawBox, type Segment, segmentBytes, segmentsIn } from './jp2-layout.ts';
import { MOST_INPUT_BYTES, type Mutator } from './mutator.ts';

const SUPERBOXES: readonly string[] = ['jp2h', 'asoc', 'res '];
const TYPES = [
  'jp2h',
  'ihdr',
  'bpcc',
  'colr',
  'pclr',
  'cmap',
  'cdef',
  'res ',
  'jp2c',
  'uuid',
  'xml ',
  'asoc',
  'lbl ',
];
const [SIZ, COD, COC, QCD, QCC, RGN, POC, TLM, PLM, PLT, PPM, PPT, CRG, COM, SOT, SOD] = [
  ...[0xff51, 0xff52, 0xff53, 0xff5c, 0xff5d, 0xff5e, 0xff5f, 0xff55, 0xff57, 0xff58, 0xff60, 0xff61, 0xff63],
  ...[0xff64, 0xff90, 0xff93],
];
const MARKERS = [
  SIZ,
  COD,
  COC,
  QCD,
  QCC,
  RGN,
  POC,
  TLM,
  PLM,
  PLT,
  PPM,
  PPT,
  CRG,
  COM,
  SOT,
  SOD,
  0xff4f,
  0xffd9,
  0xff50,
];
/** Fields by marker: offset in the parameters, bytes, values that mean something. */
const FIELDS: Readonly<
  Record<number, readonly (readonly [at: number, bytes: 1 | 2 | 4, values: readonly number[]])[]>
> = {
  [SIZ]: [
    [0, 2, [0, 1, 2, 0x4000, 0x8000]],
    ...[2, 6].map((at) => [at, 4, [1, 16, 64, 1000, 15_000, 30_000, 100_000]] as const),
    ...[10, 14, 26, 30].map((at) => [at, 4, [0, 1, 8, 15, 64]] as const),
    ...[18, 22].map((at) => [at, 4, [1, 2, 16, 64, 1024, 30_000]] as const),
    [34, 2, [0, 1, 2, 3, 4, 5, 16, 1000, 16_384]],
    ...[36, 39, 42].map((at) => [at, 1, [0, 7, 11, 15, 16, 31, 37, 38, 135, 143]] as const),
    ...[37, 38, 40, 41].map((at) => [at, 1, [0, 1, 2, 4, 255]] as const),
  ],
  [COD]: [
    [0, 1, [0, 1, 2, 4, 6, 7, 255]],
    [1, 1, [0, 1, 2, 3, 4, 5, 255]],
    [2, 2, [0, 1, 2, 20, 1000, 65_535]],
    [4, 1, [0, 1, 2]],
    [5, 1, [0, 1, 5, 6, 31, 32, 33, 255]],
    ...[6, 7].map((at) => [at, 1, [0, 1, 2, 4, 6, 8, 9, 15]] as const),
    [8, 1, [0, 1, 2, 4, 8, 16, 32, 63, 64]],
    [9, 1, [0, 1, 2]],
  ],
  [QCD]: [[0, 1, [0, 1, 2, 0x20, 0x22, 0x40, 0x41, 0x42, 0x60, 0xe0]]],
  [SOT]: [
    [0, 2, [0, 1, 2, 5, 100, 65_535]],
    [2, 4, [0, 12, 13, 14, 15, 100, 1000]],
    [6, 1, [0, 1, 2, 255]],
    [7, 1, [0, 1, 2, 255]],
  ],
};

export const mutateJp2: Mutator = (input, other, dice) => {
  if (dice.chance(0.1)) return mutateBytes(input, other, dice);
  const boxes = boxesIn(input);
  const stream = boxes.find(({ type }) => type === 'jp2c' || type === '');
  if (stream !== undefined && dice.chance(0.7)) stream.body = changedStream(stream.body, other, dice);
  if (stream === undefined || dice.chance(0.4)) changeBoxes(boxes, boxesIn(other), dice);
  let bytes = boxBytes(boxes);
  if (dice.chance(0.05)) bytes = bytes.slice(0, dice.below(bytes.length));
  return bytes.length > MOST_INPUT_BYTES ? mutateBytes(input, other, dice) : bytes;
};

function changedStream(bytes: Uint8Array, other: Uint8Array, dice: Dice): Uint8Array {
  const segments = segmentsIn(bytes);
  const taken = segmentsIn(boxesIn(other).find(({ type }) => type === 'jp2c' || type === '')?.body ?? other);
  for (let change = dice.few(5); change > 0; change--) changeSegments(segments, taken, dice);
  return segmentBytes(segments, dice.chance(0.7));
}

function changeSegments(segments: Segment[], taken: readonly Segment[], dice: Dice): void {
  if (segments.length === 0) return;
  const at = dice.below(segments.length);
  switch (dice.below(10)) {
    case 0:
    case 1:
    case 2:
    case 3:
      setField(segments, dice);
      return;
    case 4:
      segments.splice(at, 1);
      return;
    case 5:
      segments.splice(dice.below(segments.length + 1), 0, copyOf(segments[at]));
      return;
    case 6:
      if (taken.length > 0) segments.splice(at, dice.below(2), copyOf(dice.pick(taken)));
      return;
    case 7:
      segments.splice(at, 0, { marker: dice.pick(MARKERS), body: noise(dice), stated: null });
      return;
    case 8:
      segments[at].stated = dice.pick([0, 1, 2, 3, 12, 47, 1000, 65_535]);
      return;
    default: {
      // Packets are most of a file.
      const { body } = dice.chance(0.5)
        ? dice.pick(segments.filter(({ marker }) => marker === SOD).concat(segments[at]))
        : segments[at];
      for (let poke = dice.few(6); poke > 0; poke--) pokeNumber(body, dice);
    }
  }
}

function setField(segments: readonly Segment[], dice: Dice): void {
  const known = segments.filter(({ marker }) => marker !== null && marker in FIELDS);
  if (known.length === 0) return;
  const { marker, body } = dice.pick(known);
  const [at, bytes, values] = dice.pick(FIELDS[marker ?? 0]);
  if (at + bytes > body.length) return;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const value = dice.pick(dice.chance(0.75) ? values : EDGE_NUMBERS);
  if (bytes === 1) view.setUint8(at, value & 0xff);
  else if (bytes === 2) view.setUint16(at, value & 0xffff);
  else view.setUint32(at, value);
}

function changeBoxes(boxes: RawBox[], taken: readonly RawBox[], dice: Dice, depth = 0): void {
  if (boxes.length === 0) return;
  const at = dice.below(boxes.length);
  const box = boxes[at];
  if (SUPERBOXES.includes(box.type) && depth < 3 && dice.chance(0.7)) {
    const inside = boxesIn(box.body);
    const others = taken.find(({ type }) => type === box.type);
    changeBoxes(inside, others === undefined ? taken : boxesIn(others.body), dice, depth + 1);
    box.body = boxBytes(inside);
    return;
  }
  switch (dice.below(8)) {
    case 0:
      box.type = dice.pick(TYPES);
      return;
    case 1:
      box.stated = dice.pick([...EDGE_NUMBERS, box.body.length, box.body.length + 9]);
      return;
    case 2:
      boxes.splice(at, 1);
      return;
    case 3:
      boxes.splice(dice.below(boxes.length + 1), 0, { ...box, body: box.body.slice() });
      return;
    case 4:
      if (taken.length > 0) boxes.splice(at, dice.below(2), { ...dice.pick(taken) });
      return;
    case 5:
      box.body = wrapped(box, dice.pick([1, 2, 8, 500]));
      box.type = 'asoc';
      return;
    case 6:
      boxes.splice(at, 0, { type: dice.pick(TYPES), body: noise(dice), stated: null });
      return;
    default:
      for (let poke = dice.few(6); poke > 0; poke--) pokeNumber(box.body, dice);
  }
}

/** Associations in each other. */
function wrapped(box: RawBox, times: number): Uint8Array {
  let body = boxBytes([box]);
  for (let i = 1; i < times && body.length < MOST_INPUT_BYTES / 2; i++)
    body = boxBytes([{ type: 'asoc', body, stated: null }]);
  return body;
}

function noise(dice: Dice): Uint8Array {
  return Uint8Array.from({ length: dice.pick([0, 1, 2, 3, 7, 12, 40, 400]) }, () =>
    dice.pick([0, 1, 2, 3, 255, dice.below(256)]),
  );
}

function copyOf({ marker, body, stated }: Segment): Segment {
  return { marker, body: body.slice(), stated };
}
