import { describe, expect, test } from 'vitest';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import { unpickle } from '../../../models/checkpoint/pickle.ts';
import { torchEnvironment } from '../../../models/checkpoint/torch-tensors.ts';
import { generator } from '../tiny-weights.ts';
import { dict, integer, pickle, program, tensor, unicode } from './torch-file.ts';

const run = (bytes: Uint8Array) => unpickle(bytes, torchEnvironment('evil.pt'), 'evil.pt').value;

describe('a pickle', () => {
  test.each([
    ['os.system', pickle(0x80, 2, 'cos\nsystem\n(', unicode('id'), 'tR.')],
    ['builtins.eval', pickle(0x80, 2, 'cbuiltins\neval\n(', unicode('1'), 'tR.')],
    ['builtins.getattr', pickle(0x80, 4, unicode('builtins'), unicode('getattr'), 0x93, '.')],
    ['subprocess.Popen', pickle(0x80, 2, 'csubprocess\nPopen\n.')],
    ['torch.load', pickle(0x80, 2, 'ctorch\nload\n.')],
    ['collections.defaultdict', pickle(0x80, 2, 'ccollections\ndefaultdict\n.')],
    ['__main__.Model', pickle(0x80, 2, 'c__main__\nModel\n)R.')],
  ])('that names %s is refused, and the error names it', (name, bytes) => {
    expect(() => run(bytes)).toThrow(Unsupported);
    expect(() => run(bytes)).toThrow(name);
  });

  test.each([
    ['INST', pickle('(', unicode('id'), 'ios\nsystem\n.')],
    ['OBJ', pickle('(ccollections\nOrderedDict\no.')],
    ['NEWOBJ', pickle('ccollections\nOrderedDict\n)\x81.')],
    ['EXT1', pickle(0x82, 1, '.')],
    ['PERSID', pickle('Pstorage\n.')],
  ])('with the opcode %s is refused, and the error names it', (name, bytes) => {
    expect(() => run(bytes)).toThrow(Unsupported);
    expect(() => run(bytes)).toThrow(name);
  });

  test('cannot call a storage class, which may only be named', () => {
    expect(() => run(pickle('ctorch\nFloatStorage\n)R.'))).toThrow(/torch\.FloatStorage, which is refused/);
  });

  test('cannot set the state of anything but a dictionary', () => {
    expect(() => run(pickle(']}b.'))).toThrow(Unsupported);
    expect(run(pickle('}', dict([['x', integer(1)]]), 'b.'))).toEqual(new Map());
  });

  test('keeps keys such as __proto__ as plain keys', () => {
    const value = run(
      program(
        dict([
          ['__proto__', integer(1)],
          ['constructor', integer(2)],
        ]),
      ),
    );
    expect(value).toEqual(
      new Map([
        ['__proto__', 1],
        ['constructor', 2],
      ]),
    );
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });

  test('of lists nested 100,000 levels deep does not overflow the stack', () => {
    const value = run(pickle(']'.repeat(100_000), 'a'.repeat(99_999), '.'));
    expect(Array.isArray(value)).toBe(true);
  });

  test('that refers to itself is read to its end', () => {
    expect(run(pickle(']q\x00h\x00a.'))).toHaveLength(1);
  });

  test('that doubles a tuple 60 times stays small', () => {
    const doubling = Array.from({ length: 60 }, (_, i) => pickle('q', i, 'h', i, 0x86)).flatMap((part) => [
      ...part,
    ]);
    expect(run(pickle(')', Uint8Array.from(doubling), '.'))).toHaveLength(2);
  });

  test('with an integer of 200 bytes is refused', () => {
    expect(() => run(pickle(0x8a, 200, ...new Array<number>(200).fill(1), '.'))).toThrow(Unsupported);
  });

  test('cut off anywhere or with one byte changed gives a named error or another value, never a crash', () => {
    const sound = program(
      dict([
        ['w', tensor({ storage: '0', elements: 6, shape: [2, 3] })],
        ['n', integer(3)],
      ]),
    );
    for (let end = 0; end < sound.length; end++) expectNamedErrorOrValue(sound.subarray(0, end));
    const random = generator(11);
    for (let i = 0; i < 5_000; i++) {
      const changed = sound.slice();
      changed[Math.floor(random() * changed.length)] = Math.floor(random() * 256);
      expectNamedErrorOrValue(changed);
    }
  });
});

function expectNamedErrorOrValue(bytes: Uint8Array): void {
  try {
    run(bytes);
  } catch (error) {
    if (!(error instanceof InvalidInput || error instanceof Unsupported)) throw error;
    expect(error.message).toContain('evil.pt');
  }
}
