/** Changes to files of PyTorch: opcodes of their pickles, entries of their zip archives, or bytes. */
import { zipFile } from '../../models/checkpoint/torch-file.ts';
import type { Dice } from '../dice.ts';
import { EDGE_NUMBERS, mutateBytes, pokeNumber } from './bytes.ts';
import { MOST_INPUT_BYTES, type Mutator } from './mutator.ts';
import { type ZipEntry, zipEntries } from './zip-layout.ts';

type Entry = readonly [name: string, bytes: Uint8Array];

export const mutatePickle: Mutator = (input, other, dice) => {
  const entries = zipEntries(input);
  if (entries.length === 0) {
    const changed = dice.chance(0.5) ? mutateBytes(input, other, dice) : changedPickle(input, dice, 20_000);
    return changed.slice(0, MOST_INPUT_BYTES);
  }
  if (dice.chance(0.2)) return mutateBytes(input, other, dice);
  if (dice.chance(0.15)) return changedEntryHead(input, entries, dice);
  const changed = changedEntries(
    entries.map(({ name, bytes }) => [name, bytes] as const),
    dice,
  );
  const rebuilt = zipFile(changed, dice.chance(0.25) ? flaws(changed.length, dice) : {});
  return rebuilt.length > MOST_INPUT_BYTES ? mutateBytes(input, other, dice) : rebuilt;
};

function changedEntries(entries: readonly Entry[], dice: Dice): readonly Entry[] {
  const changed = [...entries];
  const pickleAt = changed.findIndex(([name]) => name.endsWith('data.pkl'));
  if (pickleAt >= 0 && dice.chance(0.85)) {
    const [name, bytes] = changed[pickleAt];
    changed[pickleAt] = [name, changedPickle(bytes, dice, bytes.length)];
  }
  if (dice.chance(0.2)) {
    const at = dice.below(changed.length);
    const [name, bytes] = changed[at];
    const copy = bytes.slice();
    pokeNumber(copy, dice);
    changed[at] = [name, dice.chance(0.3) ? copy.slice(0, dice.below(copy.length + 1)) : copy];
  }
  if (dice.chance(0.1)) changed.splice(dice.below(changed.length), 1);
  if (dice.chance(0.1) && changed.length > 0) {
    const [, bytes] = dice.pick(changed);
    const names = [
      'm/byteorder',
      'm/data.pkl',
      'm/constants.pkl',
      '../x',
      '',
      'm/data/0',
      'm\\data.pkl',
      '/m/version',
    ];
    changed.push([dice.pick(names), bytes]);
  }
  return changed;
}

function flaws(count: number, dice: Dice): Parameters<typeof zipFile>[1] {
  const at = dice.below(Math.max(1, count));
  const wrong = dice.pick(EDGE_NUMBERS);
  return {
    ...(dice.chance(0.3) ? { method: dice.pick([0, 8, 93, 99]) } : {}),
    ...(dice.chance(0.2) ? { flags: dice.pick([1, 8, 0x800]) } : {}),
    ...(dice.chance(0.3) ? { offsetOf: (i: number, offset: number) => (i === at ? wrong : offset) } : {}),
    ...(dice.chance(0.3) ? { sizeOf: (i: number, size: number) => (i === at ? wrong : size) } : {}),
    ...(dice.chance(0.2) ? { count: dice.pick([0, count - 1, count + 1, 65_535]) } : {}),
  };
}

/** A number in the local or listed header of an entry. */
function changedEntryHead(input: Uint8Array, entries: readonly ZipEntry[], dice: Dice): Uint8Array {
  const bytes = input.slice();
  const { headAt, listedAt } = dice.pick(entries);
  const at = dice.pick([headAt, listedAt, bytes.length - 22]);
  for (let change = dice.few(3); change > 0; change--)
    pokeNumber(bytes, dice, Math.max(0, at), Math.min(bytes.length, at + 46));
  return bytes;
}

const STRANGE_OPS: readonly (readonly number[])[] = [
  [0x28], // MARK
  [0x29],
  [0x5d],
  [0x7d],
  [0x74],
  [0x75],
  [0x73],
  [0x61],
  [0x65],
  [0x30],
  [0x32],
  [0x4e],
  [0x88],
  [0x52],
  [0x62],
  [0x51],
  [0x81],
  [0x2e],
  [0x85],
  [0x86],
  [0x87],
  [0x93],
  [0x94],
  [0x71, 0],
  [0x68, 0],
  [0x4a, 0xff, 0xff, 0xff, 0x7f],
  [0x4a, 0, 0, 0, 0x80],
  [0x8a, 8, 0, 0, 0, 0, 0, 0, 0, 0x40],
  [0x8a, 255],
  [0x47, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0],
  [0x58, 0xff, 0xff, 0xff, 0xff],
  [0x8c, 200],
  [0x95, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [...new TextEncoder().encode('cos\nsystem\n')],
  [...new TextEncoder().encode('ccollections\nOrderedDict\n')],
  [...new TextEncoder().encode('ctorch._utils\n_rebuild_tensor_v2\n')],
  [...new TextEncoder().encode('ctorch._utils\n_rebuild_parameter\n')],
  [...new TextEncoder().encode('ctorch\nHalfStorage\n')],
  [...new TextEncoder().encode('c__torch__\nx\n')],
];

/** The pickle with opcodes changed, moved, repeated, removed or put in, within its first `most` bytes. */
function changedPickle(bytes: Uint8Array, dice: Dice, most: number): Uint8Array {
  const ops = opcodes(bytes.subarray(0, most));
  const rest = bytes.subarray(ops.reduce((sum, op) => sum + op.length, 0));
  for (let change = dice.few(6); change > 0 && ops.length > 0; change--) changeOps(ops, dice);
  const size = ops.reduce((sum, op) => sum + op.length, 0);
  const out = new Uint8Array(size + rest.length);
  let at = 0;
  for (const op of ops) {
    out.set(op, at);
    at += op.length;
  }
  out.set(rest, at);
  return out;
}

function changeOps(ops: Uint8Array[], dice: Dice): void {
  const at = dice.below(ops.length);
  const op = ops[at];
  switch (dice.below(7)) {
    case 0:
      ops.splice(at, 1);
      return;
    case 1:
      ops.splice(at, 0, ...ops.slice(dice.below(ops.length)).slice(0, dice.few(40)));
      return;
    case 2:
      [ops[at], ops[dice.below(ops.length)]] = [ops[dice.below(ops.length)], op];
      return;
    case 3:
      ops.splice(at, 0, Uint8Array.from(dice.pick(STRANGE_OPS)));
      return;
    case 4:
      ops[at] = Uint8Array.from(dice.pick(STRANGE_OPS));
      return;
    case 5: {
      // A piece many times over, as in a bomb.
      const piece = ops.slice(at, at + dice.few(4));
      const times = dice.pick([2, 10, 300]);
      for (let i = 0; i < times; i++) ops.splice(at, 0, ...piece);
      return;
    }
    default:
      if (op.length > 1) {
        const copy = op.slice();
        if (dice.chance(0.5)) copy[1 + dice.below(copy.length - 1)] = dice.below(256);
        else pokeNumber(copy, dice, 1);
        ops[at] = copy;
      } else ops[at] = Uint8Array.of(dice.below(256));
  }
}

/** Splits at opcodes. Whatever follows an opcode that is not known counts as opcodes of one byte. */
function opcodes(bytes: Uint8Array): Uint8Array[] {
  const ops: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = Math.max(1, Math.min(bytes.length - at, opcodeSize(bytes, at)));
    ops.push(bytes.slice(at, at + size));
    at += size;
  }
  return ops;
}

function opcodeSize(bytes: Uint8Array, at: number): number {
  const next = (offset: number): number => bytes[at + offset] ?? 0;
  const length4 = next(1) + next(2) * 256 + next(3) * 65_536;
  switch (bytes[at]) {
    case 0x80:
    case 0x4b:
    case 0x71:
    case 0x68:
      return 2;
    case 0x4d:
      return 3;
    case 0x4a:
    case 0x72:
    case 0x6a:
      return 5;
    case 0x47:
    case 0x95:
      return 9;
    case 0x8a:
    case 0x8c:
    case 0x55:
      return 2 + next(1);
    case 0x58:
    case 0x54:
      return 5 + length4;
    case 0x63: {
      const first = bytes.indexOf(10, at);
      const second = first < 0 ? -1 : bytes.indexOf(10, first + 1);
      return second < 0 ? 1 : second + 1 - at;
    }
    default:
      return 1;
  }
}
