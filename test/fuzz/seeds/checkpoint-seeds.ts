/** Weights to start from: pickles, archives and safetensors, small ones and those of past faults, and whole models made on the spot. */

import {
  dict,
  joined,
  legacyFile,
  pickle,
  program,
  scriptFile,
  tensor,
  torchFile,
  unicode,
  zipFile,
} from '../../models/checkpoint/torch-file.ts';
import { generator, safetensorsFile, tinyWeights, type Weights } from '../../models/tiny-weights.ts';
import type { Seed } from '../seed.ts';

const text = new TextEncoder();
const repeated = (part: Uint8Array, times: number) => joined(Array.from({ length: times }, () => part));
const archived = (code: Uint8Array) =>
  zipFile([
    ['m/data.pkl', code],
    ['m/data/0', new Uint8Array(24)],
  ]);

/** Stored in the repository. */
export function pickleSeeds(): readonly Seed[] {
  const few = fewWeights();
  const withTensor = (spec: Parameters<typeof tensor>[0]) =>
    archived(program(dict([['visual.proj', tensor(spec)]])));
  const level = (i: number) =>
    pickle(
      `c__torch__\nM${i}\n)\x81q`,
      i,
      '}',
      unicode('a'),
      'h',
      i - 1,
      's',
      unicode('b'),
      'h',
      i - 1,
      'sb',
    );
  const doubling = joined([
    pickle('c__torch__\nM0\n)\x81q\x00'),
    ...Array.from({ length: 40 }, (_, i) => level(i + 1)),
  ]);
  return [
    ['zip.pt', torchFile(few)],
    ['legacy.pt', legacyFile(few)],
    ['script.pt', scriptFile(few, 'clip', 'QuickGELU')],
    ['fault-command.pt', archived(program(pickle('cos\nsystem\n(', unicode('true'), 'tR')))],
    ['fault-instance.pt', archived(program(pickle('ccollections\nOrderedDict\n)\x81')))],
    ['fault-long-text.pt', archived(program(pickle(0x58, 0xff, 0xff, 0xff, 0xff)))],
    ['fault-dictionaries.pt', archived(program(repeated(pickle('}'), 20_000)))],
    ['fault-list-of-itself.pt', archived(program(pickle(']q\x00h\x00a')))],
    ['fault-wrapper-of-itself.pt', archived(program(pickle('}q\x00', unicode('state_dict'), 'h\x00s')))],
    [
      'fault-doubling-modules.pt',
      zipFile([
        ['m/data.pkl', program(doubling)],
        ['m/constants.pkl', program(dict([]))],
      ]),
    ],
    ['fault-huge-shape.pt', withTensor({ storage: '0', elements: 6, shape: [2 ** 30, 2 ** 30] })],
    ['fault-stride-zero.pt', withTensor({ storage: '0', elements: 6, shape: [2 ** 30], strides: [0] })],
    ['fault-compressed.pt', zipFile([['m/data.pkl', program(dict([]))]], { method: 8 })],
    [
      'fault-overlap.pt',
      zipFile(
        [
          ['m/data.pkl', program(dict([]))],
          ['m/data/0', new Uint8Array(24)],
        ],
        { offsetOf: () => 0 },
      ),
    ],
  ].map(([name, bytes]) => ({ name, bytes }) as Seed);
}

/** Stored in the repository. */
export function safetensorsSeeds(): readonly Seed[] {
  const file = (json: string, payload = 8) =>
    joined([
      new Uint8Array([json.length & 255, json.length >> 8, 0, 0, 0, 0, 0, 0]),
      text.encode(json),
      new Uint8Array(payload),
    ]);
  const entry = (from: number, to: number, shape: readonly number[] = [(to - from) / 4], dtype = 'F32') =>
    JSON.stringify({ dtype, shape, data_offsets: [from, to] });
  return [
    ['small.safetensors', safetensorsFile(fewWeights())],
    [
      'halves.safetensors',
      file(`{"__metadata__":{"format":"pt"},"a":${entry(0, 4, [2], 'F16')},"b":${entry(4, 8, [2], 'BF16')}}`),
    ],
    ['fault-overlap.safetensors', file(`{"a":${entry(0, 8)},"b":${entry(4, 8)}}`)],
    ['fault-beyond-the-end.safetensors', file(`{"a":${entry(0, 2 ** 40)}}`)],
    ['fault-huge-shape.safetensors', file(`{"a":${entry(0, 8, [2 ** 40, 2 ** 40])}}`)],
    ['fault-nested.safetensors', file(`{"a":${'['.repeat(9000)}`)],
    [
      'fault-header-of-exabytes.safetensors',
      joined([new Uint8Array([0, 0, 0, 0, 0, 0, 0, 64]), text.encode('{"a":1}'), new Uint8Array(100)]),
    ],
  ].map(([name, bytes]) => ({ name, bytes }) as Seed);
}

/** Whole models are too large for the repository, and made anew each time. */
export function wholePickles(): readonly Seed[] {
  const weights = tinyWeights(77);
  return [
    { name: 'whole zip', bytes: torchFile(weights) },
    { name: 'whole legacy', bytes: legacyFile(weights) },
    { name: 'whole script', bytes: scriptFile(weights, 'clip', 'QuickGELU') },
  ];
}

export function wholeSafetensors(): readonly Seed[] {
  return [{ name: 'whole safetensors', bytes: safetensorsFile(tinyWeights(77)) }];
}

/** Keys of a CLIP with far too little in them. */
function fewWeights(): Weights {
  const random = generator(3);
  const shapes: Readonly<Record<string, readonly number[]>> = {
    'visual.class_embedding': [4],
    'visual.conv1.weight': [4, 3, 2, 2],
    'visual.proj': [4, 2],
    'token_embedding.weight': [5, 4],
    logit_scale: [],
  };
  return new Map(
    Object.entries(shapes).map(([key, shape]) => [
      key,
      {
        shape,
        elements: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random() - 0.5),
      },
    ]),
  );
}
