import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import { ProtoWriter } from '../../../models/onnx/proto-writer.ts';
import { readSpieceModel } from '../../../models/tokenizer/read-spiece-model.ts';
import {
  readVocabulary,
  sentencePieceTokenizer,
} from '../../../models/tokenizer/sentence-piece-tokenizer.ts';
import { unigramEncoder } from '../../../models/tokenizer/unigram.ts';
import { canImport, canonicalTexts, pieceIds, trainPieces } from '../../sentencepiece.ts';
import { sharedPath } from '../../shared.ts';
import { generator } from '../tiny-weights.ts';

const hasOracle = canImport('sentencepiece');
/** Names, places and scripts that no caption of the training set holds. */
const TRICKY = [
  '',
  ' ',
  'a',
  '  two   spaces ',
  'Tab\tand\nline',
  'ﬁne ﬂow Ⅷ ① ㎡ ½',
  'Ärger ÄÖÜ ß ẞ İstanbul ΟΔΟΣ',
  '東京の港 ships',
  'Ελλάδα порт ميناء',
  '🛰️ 🚢🚢 pier',
  'e\u0301 o\u0308 \u200b zero\u200bwidth \ufeff mark',
  '▁underline ▁▁ a▁b ▁',
  '<s> </s> <unk> <pad> <0x41>',
  'no_space-between:words, (really)!',
  '\u3000wide\u00a0spaces\u2003here',
  'zzzzqqqq '.repeat(30),
];

let folder: string;
let captions: readonly string[];
let plain: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-pieces-'));
  captions = await readCaptions();
  if (hasOracle) plain = trainPieces(folder, captions.slice(0, 1500), { vocab_size: 900 });
});

afterAll(() => rm(folder, { recursive: true }));

describe.skipIf(!hasOracle)('a unigram vocabulary', () => {
  test('gives the ids of SentencePiece for captions, random and tricky texts', async () => {
    const encode = unigramEncoder(readSpieceModel(await readFile(plain), []));
    const texts = [...TRICKY, ...captions.slice(0, 3000), ...randomTexts(3000)];
    expect(differences(texts, encode, pieceIds(plain, texts))).toEqual([]);
  });

  test.each<[string, Readonly<Record<string, string | number | boolean>>]>([
    ['lower-cases and composes characters', { normalization_rule_name: 'nmt_nfkc_cf' }],
    ['has no character map', { normalization_rule_name: 'identity' }],
    ['keeps runs of spaces', { remove_extra_whitespaces: false }],
    ['puts no space before texts', { add_dummy_prefix: false }],
    ['spells unknown characters in bytes', { byte_fallback: true }],
  ])('that %s gives the ids of SentencePiece', async (_, options) => {
    const own = await mkdtemp(join(folder, 'own-'));
    const path = trainPieces(own, captions.slice(0, 600), { vocab_size: 800, ...options });
    const encode = unigramEncoder(readSpieceModel(await readFile(path), []));
    const texts = [...TRICKY, ...captions.slice(0, 500), ...randomTexts(500)];
    expect(differences(texts, encode, pieceIds(path, texts))).toEqual([]);
  });

  test('breaks near ties and prices unknown characters as SentencePiece does', async () => {
    for (const seed of [1, 2, 3]) {
      const path = join(folder, `ties-${seed}.model`);
      await writeFile(path, modelOfTies(seed));
      const encode = unigramEncoder(readSpieceModel(await readFile(path), []));
      const random = generator(seed);
      const texts = Array.from({ length: 1000 }, () =>
        Array.from({ length: 24 }, () => 'abcdx'[Math.floor(random() * 5)]).join(''),
      );
      expect(differences(texts, encode, pieceIds(path, texts))).toEqual([]);
    }
  });

  test('gives a SigLIP text as its published tokenizers do: canonical, with an end of text, cut to the limit', async () => {
    const tokenize = sentencePieceTokenizer(readVocabulary('spiece.model', await readFile(plain), plain));
    // Python counts four control characters as white space that Unicode does not.
    const texts = [...TRICKY.filter((text) => !text.includes('▁')), ...captions.slice(0, 1000)];
    const expected = pieceIds(plain, canonicalTexts(texts)).map((ids) => [...ids.slice(0, 63), 1]);
    expect(differences(texts, (text) => [...tokenize(text, 64, '').ids], expected)).toEqual([]);
    const long = tokenize('harbour '.repeat(80), 64, '');
    expect(long).toMatchObject({ truncated: true, limit: 64 });
    expect(tokenize('harbour '.repeat(80).slice(0, long.cutPoint!), 64, '').truncated).toBe(false);
    expect(tokenize('a Plane!', 64, 'A satellite image. ').ids).toEqual(
      tokenize('a satellite image a plane', 64, '').ids,
    );
  });

  test('gives the same ids from a tokenizer.json', async () => {
    const bytes = await readFile(plain);
    const fromModel = sentencePieceTokenizer(readVocabulary('spiece.model', bytes, plain));
    const json = new TextEncoder().encode(JSON.stringify(asTokenizerJson(bytes)));
    const fromJson = sentencePieceTokenizer(readVocabulary('tokenizer.json', json, 'tokenizer.json'));
    for (const text of captions.slice(0, 400))
      expect(fromJson(text, 64, '').ids).toEqual(fromModel(text, 64, '').ids);
  });

  test.each([
    ['byte pairs', { model_type: 'bpe' }, /not a unigram model/],
    ['pieces of the user', { user_defined_symbols: '<x>' }, /"<x>" is user-defined/],
  ])('made of %s is refused by name', async (_, options, message) => {
    const own = await mkdtemp(join(folder, 'refused-'));
    const path = trainPieces(own, captions.slice(0, 300), { vocab_size: 400, ...options });
    const bytes = await readFile(path);
    expect(() => readVocabulary('spiece.model', bytes, 'm/spiece.model')).toThrow(Unsupported);
    expect(() => readVocabulary('spiece.model', bytes, 'm/spiece.model')).toThrow(message);
  });

  test('that is damaged gives a named error or another vocabulary, never a crash', async () => {
    const bytes = await readFile(plain);
    const random = generator(11);
    for (let i = 0; i < 300; i++) {
      const damaged = Uint8Array.from(
        bytes.subarray(0, i % 3 === 0 ? Math.floor(random() * bytes.length) : bytes.length),
      );
      for (let j = 0; j < 3 && damaged.length > 0; j++)
        damaged[Math.floor(random() * damaged.length)] = Math.floor(random() * 256);
      try {
        sentencePieceTokenizer(readVocabulary('spiece.model', damaged, 'spiece.model'))('a harbour', 64, '');
      } catch (error) {
        expect(error instanceof InvalidInput || error instanceof Unsupported, String(error)).toBe(true);
      }
    }
  });
});

describe('a tokenizer.json', () => {
  const json = (changes: object) =>
    new TextEncoder().encode(
      JSON.stringify({
        model: {
          type: 'Unigram',
          unk_id: 0,
          vocab: [
            ['<unk>', 0],
            ['</s>', 0],
            ['▁', -2],
            ['a', -1],
          ],
        },
        pre_tokenizer: { type: 'Metaspace', prepend_scheme: 'always' },
        ...changes,
      }),
    );
  test.each([
    ['another model', { model: { type: 'BPE', vocab: {} } }, /model is "BPE"; only SentencePiece's Unigram/],
    ['another normalizer', { normalizer: { type: 'BertNormalizer' } }, /"BertNormalizer" is not supported/],
    [
      'a pattern that could take very long',
      { normalizer: { type: 'Replace', pattern: { Regex: '(a+)+$' }, content: '' } },
      /a pattern that is not supported/,
    ],
    ['another split', { pre_tokenizer: { type: 'ByteLevel' } }, /not Metaspace/],
  ])('with %s is refused by name', (_, changes, message) => {
    expect(() => readVocabulary('tokenizer.json', json(changes), 'm/tokenizer.json')).toThrow(Unsupported);
    expect(() => readVocabulary('tokenizer.json', json(changes), 'm/tokenizer.json')).toThrow(message);
  });

  test.each([
    [
      'no end of text',
      {
        model: {
          type: 'Unigram',
          unk_id: 0,
          vocab: [
            ['<unk>', 0],
            ['a', -1],
          ],
        },
      },
      /no piece <\/s>/,
    ],
    [
      'a piece without a score',
      { model: { type: 'Unigram', unk_id: 0, vocab: [['<unk>']] } },
      /vocab\[0\] is not a piece/,
    ],
  ])('with %s is refused as damaged', (_, changes, message) => {
    expect(() => readVocabulary('tokenizer.json', json(changes), 'm/tokenizer.json')).toThrow(InvalidInput);
    expect(() => readVocabulary('tokenizer.json', json(changes), 'm/tokenizer.json')).toThrow(message);
  });
});

/** The first differences, for the message of a failed test. */
function differences(
  texts: readonly string[],
  encode: (text: string) => readonly number[],
  expected: readonly (readonly number[])[],
): unknown[] {
  return texts
    .map((text, i) => ({ text, ids: encode(text), expected: expected[i] }))
    .filter(({ ids, expected: own }) => ids.join() !== own.join())
    .slice(0, 3);
}

/** Captions of the shared data, otherwise made-up ones. */
async function readCaptions(): Promise<readonly string[]> {
  const path = sharedPath('data/rs5m-captions.csv');
  if (!existsSync(path)) return randomCaptions(4000);
  const lines = (await readFile(path, 'utf8')).split('\n').slice(1);
  return lines.map((line) => line.slice(line.indexOf(',') + 1).replace(/^"|"$/g, '')).filter(Boolean);
}

/** Of made-up words, so many that a vocabulary of some hundred pieces can be trained on them. */
function randomCaptions(count: number): string[] {
  const random = generator(5);
  const pick = <T>(pool: readonly T[]): T => pool[Math.floor(random() * pool.length)]!;
  const syllable = () => pick([...'bcdfghklmnprstvw']) + pick([...'aeiou']) + pick(['', 'n', 'r', 's', 'st']);
  const word = () => Array.from({ length: 1 + Math.floor(random() * 4) }, syllable).join('');
  const pool = [...'a the of in 2014 km'.split(' '), ...Array.from({ length: 2000 }, word)];
  return Array.from({ length: count }, () =>
    Array.from({ length: 4 + Math.floor(random() * 12) }, () => pick(pool)).join(' '),
  );
}

/** Words cut, glued and mixed with characters of many scripts. */
function randomTexts(count: number): string[] {
  const random = generator(9);
  const alphabet = [...'aAbehinorstuy  ..,-0129%éßÄñ½ﬁ①Ωжд東京港▁🛰\u00a0\u3000\t'];
  return Array.from({ length: count }, () =>
    Array.from(
      { length: Math.floor(random() * 60) },
      () => alphabet[Math.floor(random() * alphabet.length)],
    ).join(''),
  );
}

/** All words of up to three letters of abcd, except "d" alone, with tenths as scores: sums often tie but for rounding. */
function modelOfTies(seed: number): Uint8Array {
  const random = generator(seed);
  const letters = [...'abcd'];
  const pairs = letters.flatMap((a) => letters.map((b) => a + b));
  const words = [...letters, ...pairs, ...pairs.flatMap((a) => letters.map((b) => a + b))];
  const file = new ProtoWriter();
  const add = (text: string, score: number, kind: number) =>
    file.message(1, (piece) => piece.string(1, text).float(2, score).int(3, kind));
  add('<pad>', 0, 3);
  add('</s>', 0, 3);
  add('<unk>', 0, 2);
  for (const word of words.filter((each) => each !== 'd')) add(word, -Math.ceil(random() * 60 + 30) / 10, 1);
  return file
    .message(2, (trainer) => trainer.int(3, 1).int(40, 2).int(41, -1).int(42, 1).int(43, 0))
    .message(3, (normalizer) => normalizer.string(1, 'identity').int(3, 0))
    .finish();
}

/** The same vocabulary as the library tokenizers stores it. */
function asTokenizerJson(bytes: Uint8Array): object {
  const { pieces } = readSpieceModel(bytes, []);
  return {
    added_tokens: pieces
      .filter(({ kind }) => kind === 'control')
      .map(({ text }) => ({ content: text, special: true })),
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'Lowercase' },
        {
          type: 'Replace',
          pattern: { Regex: '[!"\\#\\$%\\&\'\\(\\)\\*\\+,\\-\\./:;<=>\\?@\\[\\\\\\]\\^_`\\{\\|\\}\\~]' },
          content: '',
        },
        { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
        { type: 'Strip', strip_left: true, strip_right: true },
      ],
    },
    pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always' },
    model: {
      type: 'Unigram',
      unk_id: pieces.findIndex(({ kind }) => kind === 'unknown'),
      vocab: pieces.map(({ text, score }) => [text, score]),
    },
  };
}
