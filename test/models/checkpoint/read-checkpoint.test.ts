import { describe, expect, test } from 'vitest';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import { readCheckpoint } from '../../../models/checkpoint/read-checkpoint.ts';
import { memorySource } from '../memory-source.ts';
import { bytesOf, safetensorsFile, tinyWeights, type Weights } from '../tiny-weights.ts';
import { dict, integer, pickle, program, tensor, torchFile, unicode, zipFile } from './torch-file.ts';

const weights = tinyWeights(77);
const values = Float32Array.of(0, 1, 2, 3, 4, 5);

describe('a state dict', () => {
  test.each([
    ['torch zip', torchFile(weights)],
    [
      'torch zip',
      torchFile(weights, (state) =>
        dict([
          ['epoch', integer(3)],
          ['state_dict', state],
        ]),
      ),
    ],
    [
      'torch zip',
      torchFile(weights, (state) =>
        dict([
          ['model', state],
          ['name', unicode('x')],
        ]),
      ),
    ],
    ['torch zip', torchFile(renamed(weights, (key) => `module.${key}`))],
    ['safetensors', safetensorsFile(weights)],
    ['safetensors', safetensorsFile(renamed(weights, (key) => `module.${key}`))],
  ])('is read unchanged from %s, wrapped or not', async (format, bytes) => {
    const { format: found, dict: read } = await readCheckpoint(memorySource('a.pt', bytes));
    expect(found).toBe(format);
    expect([...read.keys()].sort()).toEqual([...weights.keys()].sort());
    for (const [key, { shape, elements }] of weights) {
      expect(read.get(key)?.shape).toEqual(shape);
      expect(await read.get(key)?.read()).toEqual(elements);
    }
  });

  test('may hold strided views of a shared storage', async () => {
    const file = withStorage(values, [
      ['transposed', { shape: [3, 2], strides: [1, 3] }],
      ['tail', { shape: [2], offset: 4 }],
      ['scalar', { shape: [], offset: 2 }],
    ]);
    const { dict: read } = await readCheckpoint(memorySource('views.pt', file));
    expect(await read.get('transposed')?.read()).toEqual(Float32Array.of(0, 3, 1, 4, 2, 5));
    expect(await read.get('tail')?.read()).toEqual(Float32Array.of(4, 5));
    expect(await read.get('scalar')?.read()).toEqual(Float32Array.of(2));
  });

  test.each([
    ['HalfStorage', [0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00, 0xff, 0x7b], [1, -2, 2 ** -24, 65504]],
    ['BFloat16Storage', [0x80, 0x3f, 0x00, 0xc0, 0x49, 0x40, 0x00, 0x00], [1, -2, 3.140625, 0]],
  ])('of %s is converted to float32 exactly', async (storageClass, bytes, expected) => {
    const state = dict([['w', tensor({ storage: '0', storageClass, elements: 4, shape: [4] })]]);
    const file = zipFile([
      ['a/data.pkl', program(state)],
      ['a/data/0', Uint8Array.from(bytes)],
    ]);
    const { dict: read } = await readCheckpoint(memorySource('half.pt', file));
    expect(await read.get('w')?.read()).toEqual(Float32Array.from(expected));
  });

  test.each([
    ['F16', [0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00, 0xff, 0x7b], [1, -2, 2 ** -24, 65504]],
    ['BF16', [0x80, 0x3f, 0x00, 0xc0, 0x49, 0x40, 0x00, 0x00], [1, -2, 3.140625, 0]],
    ['F64', [...new Uint8Array(Float64Array.of(1 / 3, -2).buffer)], [Math.fround(1 / 3), -2]],
  ])('of %s in safetensors is converted to the nearest float32', async (dtype, bytes, expected) => {
    const header = { w: { dtype, shape: [expected.length], data_offsets: [0, bytes.length] } };
    const json = new TextEncoder().encode(JSON.stringify(header));
    const file = Uint8Array.from([json.length, 0, 0, 0, 0, 0, 0, 0, ...json, ...bytes]);
    const { dict: read } = await readCheckpoint(memorySource('half.safetensors', file));
    expect(await read.get('w')?.read()).toEqual(Float32Array.from(expected));
  });

  test.each(['module.', '_orig_mod.', 'model.', 'module._orig_mod.', 'model.clip_model.'])(
    'is read from a wrapper that puts %s before its keys',
    async (prefix) => {
      const bytes = torchFile(renamed(weights, (key) => `${prefix}${key}`));
      const { dict: read } = await readCheckpoint(memorySource('wrapped.pt', bytes));
      expect([...read.keys()].sort()).toEqual([...weights.keys()].sort());
    },
  );
});

describe('a file that is not a sound checkpoint', () => {
  test.each([
    ['text', new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\n'), /not a checkpoint/],
    ['an empty file', new Uint8Array(0), /not a checkpoint/],
    ['a zip of other files', zipFile([['a.txt', Uint8Array.of(1)]]), /without data\.pkl/],
    [
      'a pickle without tensors',
      zipFile([['a/data.pkl', program(dict([['x', integer(1)]]))]]),
      /it contains no tensors/,
    ],
    ['a view beyond its storage', withStorage(values, [['w', { shape: [7] }]]), /reaches beyond/],
    [
      'a view larger than its storage',
      withStorage(values, [['w', { shape: [9999], strides: [0] }]]),
      /reaches beyond/,
    ],
  ])('(%s) is refused with the reason', async (_, bytes, message) => {
    const reading = readCheckpoint(memorySource('odd.pt', bytes));
    await expect(reading).rejects.toThrow(InvalidInput);
    await expect(readCheckpoint(memorySource('odd.pt', bytes))).rejects.toThrow(message);
  });

  test('(TorchScript whose modules contain themselves) is refused with the reason', async () => {
    const self = pickle('c__torch__\nClip\n)\x81q\x01}', unicode('inner'), 'h\x01sb');
    const file = zipFile([
      ['m/data.pkl', program(self)],
      ['m/constants.pkl', program(dict([]))],
    ]);
    const reading = readCheckpoint(memorySource('clip.pt', file));
    await expect(reading).rejects.toThrow(InvalidInput);
    await expect(reading).rejects.toThrow(/nested too deeply/);
  });

  test.each([
    ['a class that is not its own', 'cos\nsystem\n)\x81', /os\.system/],
    ['a call of its own class', 'c__torch__\nClip\n)R', /calls __torch__\.Clip/],
  ])('(TorchScript with %s) is refused, and the error names it', async (_, code, message) => {
    const file = zipFile([
      ['m/data.pkl', program(pickle(code))],
      ['m/constants.pkl', program(dict([]))],
    ]);
    await expect(readCheckpoint(memorySource('clip.pt', file))).rejects.toThrow(Unsupported);
    await expect(readCheckpoint(memorySource('clip.pt', file))).rejects.toThrow(message);
  });

  test('(a whole pickled model) is refused, and the error names its class', async () => {
    const file = zipFile([['m/data.pkl', program(new TextEncoder().encode('copen_clip.model\nCLIP\n)R'))]]);
    await expect(readCheckpoint(memorySource('m.pt', file))).rejects.toThrow(/open_clip\.model\.CLIP/);
  });

  test.each([
    ['torch zip', torchFile(weights)],
    ['safetensors', safetensorsFile(weights)],
  ])('(%s, cut off at any of 40 places) gives a named error', async (_, bytes) => {
    for (let i = 0; i < 40; i++) {
      const cut = bytes.subarray(0, Math.floor((bytes.length * i) / 40));
      await expect(readCheckpoint(memorySource('cut.pt', cut))).rejects.toThrow(InvalidInput);
    }
  });

  test.each([
    ['a header beyond the file', '', 2 ** 20],
    ['a header that is not JSON', '{"a":', null],
    ['an unknown element type', '{"a":{"dtype":"F8","shape":[1],"data_offsets":[0,1]}}', null],
    ['offsets that do not fit the shape', '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', null],
    ['a tensor beyond the file', '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', null],
    ['a negative extent', '{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,-4]}}', null],
  ])('(safetensors with %s) gives a named error', async (_, json, length) => {
    const header = new TextEncoder().encode(json.padEnd(9));
    const bytes = new Uint8Array(8 + header.length);
    new DataView(bytes.buffer).setUint32(0, length ?? header.length, true);
    bytes.set(header, 8);
    bytes[8] = 0x7b;
    await expect(readCheckpoint(memorySource('odd.safetensors', bytes))).rejects.toThrow(/odd\.safetensors/);
    await expect(readCheckpoint(memorySource('odd.safetensors', bytes))).rejects.toThrow(InvalidInput);
  });
});

function renamed(state: Weights, rename: (key: string) => string): Weights {
  return new Map([...state].map(([key, value]) => [rename(key), value]));
}

type View = { shape: number[]; strides?: number[]; offset?: number };

function withStorage(elements: Float32Array, views: readonly (readonly [string, View])[]): Uint8Array {
  const state = dict(
    views.map(([key, view]) => [key, tensor({ storage: '0', elements: elements.length, ...view })] as const),
  );
  return zipFile([
    ['a/data.pkl', program(state)],
    ['a/data/0', bytesOf(elements)],
  ]);
}
