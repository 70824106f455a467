import { expect, test } from 'vitest';
import { InvalidInput } from '../../../core/errors.ts';
import { decodeFrame, encodeFrame } from '../../../core/rpc/frame.ts';
import { checkPortable } from '../../../core/rpc/protocol.ts';

const typedArrays = [
  new Uint8Array([1, 2, 3]),
  new Uint8ClampedArray([255]),
  new Int8Array([-1]),
  new Uint16Array([65_535]),
  new Int16Array([-3, 4]),
  new Uint32Array([7]),
  new Int32Array([-7]),
  new Float32Array([0.5, Number.NaN]),
  new Float64Array([Math.PI]),
  new BigUint64Array([2n ** 63n]),
  new BigInt64Array([-5n]),
  new Float32Array(0),
];

test('a message survives a round trip, with the types of its typed arrays', () => {
  const message = { kind: 'res', id: 4, value: { text: 'Zürich 🛰', list: [null, true, -0.25], typedArrays } };
  expect(decodeFrame(encodeFrame(message).buffer)).toEqual(message);
});

test('decoded typed arrays are views into the frame', () => {
  const frame = encodeFrame({ cells: new Float64Array([1, 2]) }).buffer;
  const { cells } = decodeFrame(frame) as { cells: Float64Array };
  expect(cells.buffer).toBe(frame);
});

test('a view sends only its part of the buffer', () => {
  const whole = new Float32Array([1, 2, 3, 4]);
  expect(decodeFrame(encodeFrame(whole.subarray(1, 3)).buffer)).toEqual(new Float32Array([2, 3]));
});

test('bytes that are not a frame are refused', () => {
  const frame = encodeFrame({ a: new Uint8Array(16) });
  const withHeader = (header: string): ArrayBuffer => {
    const text = new TextEncoder().encode(header);
    const bytes = new Uint8Array(Math.ceil((4 + text.length) / 8) * 8 + 8);
    new DataView(bytes.buffer).setUint32(0, text.length, true);
    bytes.set(text, 4);
    return bytes.buffer;
  };
  expect(() => decodeFrame(new ArrayBuffer(2))).toThrow('too short');
  expect(() => decodeFrame(frame.slice(0, 12).buffer)).toThrow('header of');
  expect(() => decodeFrame(frame.slice(0, frame.length - 8).buffer)).toThrow('does not fit');
  expect(() => decodeFrame(withHeader('{"$b":-8,"t":"u8","n":4}'))).toThrow('does not fit');
  expect(() => decodeFrame(withHeader('{"$b":0,"t":"constructor","n":4}'))).toThrow('does not fit');
  expect(() => decodeFrame(withHeader('{"$b":0,"t":"f32","n":6}'))).toThrow('not a whole number');
  for (const header of ['{broken', '\ud800', `${'['.repeat(200_000)}${']'.repeat(200_000)}`])
    expect(() => decodeFrame(withHeader(header))).toThrow(InvalidInput);
  const notText = encodeFrame({ a: 'x' }).map((byte, i) => (i === 6 ? 0xff : byte));
  expect(() => decodeFrame(notText.buffer)).toThrow(InvalidInput);
  const noText = '{"$b":0,"t":{"toString":1},"n":4}';
  expect(() => decodeFrame(withHeader(noText))).toThrow('an object');
});

test('only values that mean the same in JSON and in a structured clone are portable', () => {
  const portable = [null, 'x', 0, [1, [2]], { a: { b: [] } }, new Uint16Array(2), structuredClone({ a: 1 })];
  for (const each of portable) expect(() => checkPortable(each, 'it')).not.toThrow();
  const notPortable = [
    undefined,
    Number.POSITIVE_INFINITY,
    1n,
    Symbol('s'),
    () => 0,
    new Date(),
    new Map(),
    new ArrayBuffer(4),
    new DataView(new ArrayBuffer(4)),
    Buffer.from('b'),
    new (class Thing {})(),
    { $b: 1 },
  ];
  for (const each of notPortable) expect(() => checkPortable({ it: each }, 'it')).toThrow('it.it');
});
