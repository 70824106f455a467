/** Files that are broken, of another kind or malicious: each is refused with an error that names it, and has no other effect. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { InvalidInput, NotFound, Unsupported } from '../../../core/errors.ts';
import { unattended } from '../../../core/task.ts';
import { oneFile } from '../../../models/checkpoint/checkpoint-files.ts';
import { importCheckpoint } from '../../../models/folder/import-checkpoint.ts';
import { asTransformers } from '../clip/as-transformers.ts';
import { memorySource } from '../memory-source.ts';
import { storage, temporaryFolder } from '../oracle.ts';
import { bytesOf, generator, safetensorsFile, tinyWeights, type Weights } from '../tiny-weights.ts';
import {
  dict,
  integer,
  joined,
  legacyFile,
  pickle,
  program,
  scriptFile,
  tensor,
  torchFile,
  unicode,
  type ZipFlaws,
  zipFile,
} from './torch-file.ts';

const text = new TextEncoder();
const MEMORY_BYTES = 1e9;
/** Number of changed copies to import for each format. */
const FLIPS = Number(process.env.LONGSIGHT_FUZZ ?? 120);

let home: string;
let largestBytes = 0;
beforeAll(async () => {
  home = await temporaryFolder();
});
afterAll(() => rm(home, { recursive: true }));
afterEach(() => {
  largestBytes = Math.max(largestBytes, process.memoryUsage().rss);
});

let count = 0;
function bring(bytes: Uint8Array, file = 'evil.pt') {
  const source = oneFile(memorySource(`a/${file}`, bytes));
  return importCheckpoint(source, storage, `${home}/models`, `m${++count}`, unattended(), {
    activation: 'quick_gelu',
  });
}

async function refusal(bytes: Uint8Array, file?: string): Promise<Error> {
  const error: unknown = await bring(bytes, file).then(
    () => null,
    (fault: unknown) => fault,
  );
  if (!(error instanceof InvalidInput || error instanceof Unsupported))
    throw new Error(`expected a named error, got ${String(error)}`);
  expect(error.message).toContain(file ?? 'evil.pt');
  expect(error.message.length).toBeLessThan(600);
  expect(await storage.list(`${home}/models`)).toEqual([]);
  return error;
}

const pickled = (
  code: Uint8Array,
  rest: readonly (readonly [string, Uint8Array])[] = [],
  flaws: ZipFlaws = {},
) => zipFile([['m/data.pkl', code], ...rest], flaws);
const repeated = (part: Uint8Array, times: number) => joined(Array.from({ length: times }, () => part));
const filled = (...shape: number[]) => ({
  shape,
  elements: new Float32Array(shape.reduce((a, b) => a * b, 1)),
});

describe('a malicious pickle is refused, and the error names what is wrong:', () => {
  test('a command, which is not run', async () => {
    const canary = join(home, 'ran');
    const code = program(pickle('cos\nsystem\n(', unicode(`touch ${canary}`), 'tR'));
    expect((await refusal(pickled(code))).message).toMatch(/os\.system, which is refused/);
    expect(existsSync(canary)).toBe(false);
  });

  test.each([
    ['a function of Python', pickle('cbuiltins\nexec\n(', unicode('1'), 'tR'), /builtins\.exec/],
    ['a function of torch', pickle('ctorch.hub\nload\n(tR'), /torch\.hub\.load/],
    ['a class', pickle('cnumpy.core.multiarray\n_reconstruct\n(tR'), /numpy\.core\.multiarray\._reconstruct/],
    ['an instance', pickle('ccollections\nOrderedDict\n)\x81'), /NEWOBJ/],
    ['INST', pickle('(ios\nsystem\n'), /INST/],
    ['LONG4', pickle(0x8b, 0xff, 0xff, 0xff, 0x7f), /LONG4/],
    ['bytes of any length', pickle(0x8e, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f), /BINBYTES8/],
    ['an extension registry', pickle(0x84, 1, 0, 0, 0), /EXT4/],
    ['a text larger than its file', pickle(0x58, 0xff, 0xff, 0xff, 0xff), /a text of 4294967295 bytes/],
  ])('%s', async (_, code, message) => {
    expect((await refusal(pickled(program(code)))).message).toMatch(message);
  });

  test.each([
    ['two million dictionaries', repeated(pickle('}'), 2_000_000), /more than 400000 lists, dictionaries/],
    ['two million marks', repeated(pickle('('), 2_000_000), /more than 400000 lists, dictionaries/],
    ['five million steps', repeated(pickle('N0'), 2_500_000), /more than 4000000 steps/],
    [
      'a list copied again and again',
      joined([
        pickle('](', ...Array.from({ length: 20_000 }, () => 'N'), 'eq\x000'),
        repeated(pickle('ccollections\nOrderedDict\nh\x00\x85R0'), 1000),
      ]),
      /more than 4000000 steps/,
    ],
  ])('%s', async (_, code, message) => {
    expect((await refusal(pickled(program(code)))).message).toMatch(message);
  });

  test('a state dict that is a list that contains itself', async () => {
    await refusal(pickled(program(pickle(']q\x00h\x00a'))));
  });

  test('a dictionary that contains itself under the key of a wrapper', async () => {
    await refusal(pickled(program(pickle('}q\x00', unicode('state_dict'), 'h\x00s'))));
  });

  test('modules whose number doubles at every level', async () => {
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
    const code = joined([
      pickle('c__torch__\nM0\n)\x81q\x00'),
      ...Array.from({ length: 40 }, (_, i) => level(i + 1)),
    ]);
    const file = pickled(program(code), [['m/constants.pkl', program(dict([]))]]);
    expect((await refusal(file)).message).toMatch(/nested too deeply/);
  });
});

describe('a tensor that does not fit its storage is refused:', () => {
  const withTensor = (spec: Parameters<typeof tensor>[0], bytes = new Uint8Array(24)) =>
    pickled(program(dict([['visual.proj', tensor(spec)]])), [['m/data/0', bytes]]);
  test.each([
    ['a huge shape', { storage: '0', elements: 6, shape: [2 ** 30, 2 ** 30] }],
    ['a huge shape of stride 0', { storage: '0', elements: 6, shape: [2 ** 30], strides: [0] }],
    ['an offset beyond the storage', { storage: '0', elements: 6, shape: [2], offset: 5 }],
    ['a stride beyond the storage', { storage: '0', elements: 6, shape: [2], strides: [6] }],
  ])('%s', async (_, spec) => {
    expect((await refusal(withTensor(spec))).message).toMatch(/reaches beyond its storage of 6 elements/);
  });

  test('a storage that is missing from its archive', async () => {
    const state = new Map([...tinyWeights(77)]);
    const whole = torchFile(state);
    expect(await bring(whole)).toBeDefined();
    await rm(`${home}/models`, { recursive: true });
    const name = text.encode('archive/data/0');
    // Renames the entry in the directory, so that the archive has no storage 0.
    const renamed = whole.slice();
    renamed[lastIndexOf(whole, name) + name.length - 1] = 0x78;
    expect((await refusal(renamed)).message).toMatch(/storage 0 is missing/);
  });

  test('one storage described with two sizes, in the legacy format', async () => {
    const file = joined([
      legacyFile(new Map()).subarray(0, 15),
      program(pickle('M\xe9\x03')),
      program(dict([])),
      program(
        dict([
          ['a', tensor({ storage: '0', elements: 2, shape: [2] })],
          ['b', tensor({ storage: '0', elements: 2_000_000_000, shape: [2] })],
        ]),
      ),
      program(pickle(']', unicode('0'), 'a')),
    ]);
    expect((await refusal(file)).message).toMatch(
      /storage 0 is described both as 2 fp32 elements and as 2000000000/,
    );
  });
});

describe('an inconsistent zip archive is refused:', () => {
  const code = program(dict([['w', tensor({ storage: '0', elements: 6, shape: [6] })]]));
  const entries = [['m/data/0', new Uint8Array(24)]] as const;
  test.each([
    [
      'compressed entries, which may expand to any size',
      pickled(code, entries, { method: 8 }),
      /is compressed/,
    ],
    ['encrypted entries', pickled(code, entries, { flags: 1 }), /is encrypted/],
    ['entries that overlap', pickled(code, entries, { offsetOf: () => 0 }), /entries .* overlap/],
    [
      'entries inside the directory',
      pickled(code, entries, { offsetOf: (i, at) => (i === 1 ? at + 60 : at) }),
      /overlaps the directory|no local header/,
    ],
    [
      'an entry that claims more bytes than are stored',
      pickled(code, entries, { sizeOf: (_, size) => size + 2 ** 30 }),
      /is uncompressed but takes \d+ bytes for \d+/,
    ],
    [
      'more entries than there are',
      pickled(code, entries, { count: 9 }),
      /directory entry 2 of 9 is missing/,
    ],
    [
      'two pickles with one name',
      pickled(code, [['m/data.pkl', code], ...entries]),
      /two entries named m\/data\.pkl/,
    ],
  ])('%s', async (_, file, message) => {
    expect((await refusal(file)).message).toMatch(message);
  });
});

describe('an inconsistent safetensors file is refused:', () => {
  const file = (json: string, payload = 8) =>
    joined([
      new Uint8Array([json.length & 255, json.length >> 8, 0, 0, 0, 0, 0, 0]),
      text.encode(json),
      new Uint8Array(payload),
    ]);
  const entry = (from: number, to: number, shape = [(to - from) / 4]) =>
    JSON.stringify({ dtype: 'F32', shape, data_offsets: [from, to] });
  test.each([
    ['tensors that overlap', file(`{"a":${entry(0, 8)},"b":${entry(4, 8)}}`), /b overlaps/],
    ['bytes that belong to no tensor', file(`{"a":${entry(4, 8)}}`), /4 bytes before a belong to no tensor/],
    ['bytes after the last tensor', file(`{"a":${entry(0, 4)}}`), /tensors end at byte \d+, the file at/],
    ['a tensor beyond the end of the file', file(`{"a":${entry(0, 2 ** 40)}}`), /truncated\?/],
    ['a huge shape', file(`{"a":${entry(0, 8, [2 ** 40, 2 ** 40])}}`), /has 8 bytes, not/],
    ['a fraction of an element', file(`{"a":${entry(0, 8, [1.5])}}`), /malformed shape/],
    [
      'an unsupported element type',
      file('{"a":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}'),
      /F8_E4M3, which is not supported/,
    ],
    [
      'an element type that is no text',
      file('{"a":{"dtype":{"toString":1},"shape":[8],"data_offsets":[0,8]}}'),
      /a has the element type an object, which/,
    ],
    ['a header that is not an object', file('[1,2,3,4]'), /not a checkpoint/],
    ['a header nested 30,000 levels deep', file(`{"a":${'['.repeat(30_000)}`), /not JSON/],
    [
      'a header of 2^62 bytes',
      joined([new Uint8Array([0, 0, 0, 0, 0, 0, 0, 64]), text.encode('{"a":1}'), new Uint8Array(100)]),
      /not a checkpoint/,
    ],
  ])('%s', async (_, bytes, message) => {
    expect((await refusal(bytes, 'evil.safetensors')).message).toMatch(message);
  });
});

describe('a file of another kind is refused with what it is and what to do:', () => {
  test.each([
    ['notes.txt', text.encode('These are my notes.\n'), /a text file: choose the file with the weights/],
    ['empty.pt', new Uint8Array(0), /empty: download or copy it again/],
    ['zeros.pt', new Uint8Array(5000), /filled with zeros/],
    ['page.pt', text.encode('<!DOCTYPE html><html><body>Sign in'), /a web page, not weights .* in a browser/],
    [
      'pointer.pt',
      text.encode('version https://git-lfs.github.com/spec/v1\noid sha256:00'),
      /a Git LFS pointer/,
    ],
    ['config.json', text.encode('{"model_type": "clip", "hidden_size": 768}'), /a JSON file/],
    ['scene.tif', text.encode('II*\0\x08\0\0\0rest of a picture'), /a TIFF picture: open it as a scene/],
    ['picture.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0), /a PNG picture/],
    ['weights.pt.gz', Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0), /compressed with gzip: unpack it/],
    ['array.npy', text.encode('\x93NUMPY').subarray(1), /not a checkpoint/],
    ['model.gguf', text.encode('GGUF\x03\0\0\0'), /a GGUF file/],
    ['other.zip', zipFile([['readme.txt', text.encode('x')]]), /a zip archive without data\.pkl/],
    ['noise.bin', Uint8Array.from({ length: 300 }, (_, i) => (i * 89 + 200) & 255), /not a checkpoint/],
  ])('%s', async (file, bytes, message) => {
    expect((await refusal(bytes, file)).message).toMatch(message);
  });

  test.each<[string, Weights, RegExp]>([
    [
      'a ResNet-50 classifier',
      new Map([
        ['conv1.weight', filled(64, 3, 7, 7)],
        ['layer1.0.conv1.weight', filled(4, 4)],
        ['fc.weight', filled(10, 4)],
      ]),
      /an image classifier \(ResNet\)/,
    ],
    [
      'BERT',
      new Map([['bert.embeddings.word_embeddings.weight', filled(10, 4)]]),
      /a language model \(BERT\)/,
    ],
    ['a LoRA adapter', new Map([['base.lora_A.weight', filled(4, 2)]]), /an adapter \(LoRA\)/],
    [
      'a timm ViT',
      new Map([
        ['cls_token', filled(1, 1, 4)],
        ['blocks.0.attn.qkv.weight', filled(12, 4)],
      ]),
      /timm ViT/,
    ],
    [
      'CLIP RN50',
      new Map([...tinyWeights(77), ['visual.layer1.0.conv1.weight', filled(4, 4)]]),
      /a ResNet \(such as RN50\).*choose the ViT weights/,
    ],
    [
      'a CLIP with a timm tower',
      new Map([...tinyWeights(77), ['visual.trunk.cls_token', filled(1, 1, 4)]]),
      /comes from timm/,
    ],
    [
      'a SigLIP with an image tower of CLIP',
      new Map([...tinyWeights(77), ['logit_bias', filled(1)]]),
      /a SigLIP model with an image tower of CLIP/,
    ],
    [
      'EVA-CLIP',
      new Map([
        ['visual.blocks.0.attn.q_proj.weight', filled(4, 4)],
        ['text.token_embedding.weight', filled(8, 4)],
      ]),
      /an EVA-CLIP model.*choose a model with OpenAI's or open_clip's ViT/,
    ],
    [
      'EVA-CLIP of timm',
      new Map([
        ['visual.trunk.blocks.0.attn.q_bias', filled(4)],
        ['text.token_embedding.weight', filled(8, 4)],
      ]),
      /an EVA-CLIP model/,
    ],
    [
      'CoCa',
      new Map([...tinyWeights(77), ['text_decoder.resblocks.0.ln_1.weight', filled(4)]]),
      /a CoCa model/,
    ],
    [
      'a CLIP with BERT',
      new Map([...tinyWeights(77), ['text.transformer.embeddings.word_embeddings.weight', filled(8, 4)]]),
      /the text tower is a language model/,
    ],
    [
      'SigLIP 2 for pictures of any shape',
      new Map([
        ['vision_model.embeddings.patch_embedding.weight', filled(4, 12)],
        ['text_model.head.weight', filled(4, 4)],
      ]),
      /SigLIP 2 .*\(NaFlex\).*choose a SigLIP model of a fixed size/,
    ],
    [
      'SigLIP without attention pooling',
      new Map([
        ['vision_model.embeddings.patch_embedding.weight', filled(4, 3, 2, 2)],
        ['logit_bias', filled(1)],
      ]),
      /without attention pooling/,
    ],
    ['BLIP', new Map([['visual_encoder.cls_token', filled(1, 1, 4)]]), /a BLIP model/],
    [
      'LLaVA',
      new Map([['vision_tower.vision_model.post_layernorm.weight', filled(4)]]),
      /multimodal language/,
    ],
    ['an image tower alone', onlyKeys(tinyWeights(77), /^visual\./), /both towers are needed/],
    ['a text tower alone', onlyKeys(tinyWeights(77), /^(?!visual)/), /both towers are needed/],
    [
      'the text tower of a transformers CLIP alone',
      onlyKeys(asTransformers(tinyWeights(77)), /^text_model/),
      /only the text tower of a CLIP/,
    ],
  ])('%s', async (_, weights, message) => {
    for (const bytes of [torchFile(weights), safetensorsFile(weights)])
      expect((await refusal(bytes)).message).toMatch(message);
  });
});

describe('damaged weights are refused with the place of the damage:', () => {
  test.each<[string, (weights: Weights) => unknown, RegExp]>([
    [
      'a missing key',
      (weights) => weights.delete('transformer.resblocks.0.mlp.c_fc.bias'),
      /c_fc\.bias is missing: the file is incomplete/,
    ],
    [
      'a wrong shape',
      (weights) => weights.set('visual.proj', filled(63, 16)),
      /visual\.proj has shape \[63,16\], expected \[64,16\]/,
    ],
    ['too few axes', (weights) => weights.set('visual.conv1.weight', filled(64, 48)), /expected 4 axes/],
    [
      'patches that do not form a square',
      (weights) => weights.set('visual.positional_embedding', filled(7, 64)),
      /7 rows are not a class token and a square grid/,
    ],
    [
      'NaN',
      (weights) => weights.get('ln_final.weight')?.elements.fill(Number.NaN, 3, 4),
      /ln_final\.weight holds NaN at element 3/,
    ],
    [
      'infinity',
      (weights) => weights.get('ln_final.weight')?.elements.fill(-1 / 0, 0, 1),
      /ln_final\.weight holds -Infinity/,
    ],
  ])('%s', async (_, damage, message) => {
    const weights = tinyWeights(77);
    damage(weights);
    for (const bytes of [torchFile(weights), legacyFile(weights), safetensorsFile(weights)])
      expect((await refusal(bytes)).message).toMatch(message);
  });

  test('integers in place of weights', async () => {
    const whole = [...tinyWeights(77)].map(([key, { shape, elements }], i) => ({ key, shape, elements, i }));
    const state = dict(
      whole.map(({ key, shape, elements, i }) => [
        key,
        tensor({
          storage: String(i),
          elements: elements.length,
          shape,
          storageClass: key === 'visual.proj' ? 'IntStorage' : 'FloatStorage',
        }),
      ]),
    );
    const file = zipFile([
      ['a/data.pkl', program(state)],
      ...whole.map(({ elements, i }) => [`a/data/${i}`, bytesOf(elements)] as const),
    ]);
    expect((await refusal(file)).message).toMatch(
      /visual\.proj: expected floating-point elements, found int32/,
    );
  });
});

const SOUND: readonly (readonly [string, () => Uint8Array])[] = [
  [
    'torch zip',
    () =>
      torchFile(tinyWeights(77), (state) =>
        dict([
          ['epoch', integer(3)],
          ['state_dict', state],
        ]),
      ),
  ],
  ['torch legacy', () => legacyFile(tinyWeights(77))],
  ['TorchScript', () => scriptFile(tinyWeights(77), 'clip', 'QuickGELU')],
  ['safetensors', () => safetensorsFile(tinyWeights(77))],
];

describe.each(SOUND)('a %s file', (_, make) => {
  test('is imported', async () => {
    expect((await bring(make())).identity.contextLength).toBe(77);
    await rm(`${home}/models`, { recursive: true });
  });

  test('cut off at any of some seventy places gives a named error', async () => {
    const file = make();
    const places = new Set([
      1,
      2,
      4,
      8,
      9,
      15,
      16,
      29,
      30,
      31,
      file.length - 1,
      file.length - 21,
      file.length - 22,
    ]);
    for (let i = 1; i < 60; i++) places.add(Math.floor((file.length * i) / 60));
    for (const end of places) await refusal(file.subarray(0, end));
  });

  test(`with up to four bytes changed, ${FLIPS} times, gives a named error or a model of the same shape`, async () => {
    const file = make();
    const random = generator(2026);
    let refused = 0;
    for (let i = 0; i < FLIPS; i++) {
      const changed = file.slice();
      // Two thirds of the changes hit the head or the tail, where the structure is.
      for (let flip = 0; flip <= i % 4; flip++) {
        const near = Math.floor(random() * Math.min(4000, file.length));
        const place = [near, file.length - 1 - near, Math.floor(random() * file.length)][
          Math.floor(random() * 3)
        ];
        changed[place] = Math.floor(random() * 256);
      }
      const outcome: unknown = await bring(changed).catch((error: unknown) => error);
      const isNamed =
        outcome instanceof InvalidInput || outcome instanceof Unsupported || outcome instanceof NotFound;
      if (isNamed) {
        refused += 1;
        expect(outcome.message).toContain('evil.pt');
      } else {
        expect(outcome).toMatchObject({ config: { clip: { embeddingDim: 16, vision: { width: 64 } } } });
        await rm(`${home}/models`, { recursive: true });
      }
    }
    expect(refused).toBeGreaterThan(FLIPS / 20);
  });
});

test('no test of this file takes a gigabyte of memory', () => {
  expect(largestBytes).toBeGreaterThan(0);
  expect(largestBytes).toBeLessThan(MEMORY_BYTES);
});

function onlyKeys(weights: Weights, pattern: RegExp): Weights {
  return new Map([...weights].filter(([key]) => pattern.test(key)));
}

function lastIndexOf(bytes: Uint8Array, part: Uint8Array): number {
  for (let at = bytes.length - part.length; at >= 0; at--)
    if (part.every((byte, i) => bytes[at + i] === byte)) return at;
  return -1;
}
