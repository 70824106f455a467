/** Reader of `spiece.model`: a SentencePiece model in Protocol Buffers, with SigLIP's rules for texts before it. */
import { InvalidInput, Unsupported } from '../../core/errors.ts';
import { CharMap } from './char-map.ts';
import { type ProtoField, protoFields } from './proto-fields.ts';
import type { Piece, PieceKind, SentencePieces, TextStep } from './sentence-pieces.ts';

/** Numbers of the fields that are read, as in sentencepiece_model.proto. */
const PIECES = 1;
const TRAINER = 2;
const NORMALIZER = 3;
const MODEL_TYPE = 3;
const SPACE_AS_SUFFIX = 24;
const BYTE_FALLBACK = 35;
const CHARACTER_MAP = 2;
const ADD_SPACE = 3;
const COLLAPSE_SPACES = 4;
const ESCAPE_SPACES = 5;

const UNIGRAM = 1;
const KINDS: readonly (PieceKind | null)[] = [null, 'normal', 'unknown', 'control', null, 'unused', 'byte'];

/**
 * SigLIP's own change of texts, which its published tokenizers apply before SentencePiece: lower case, no ASCII punctuation, single
 * spaces. The mark for spaces counts as one.
 */
export const SIGLIP_STEPS: readonly TextStep[] = [
  { kind: 'replace', pattern: /\u2581/g, by: ' ' },
  { kind: 'lower-case' },
  { kind: 'replace', pattern: /[!-/:-@[-`{-~]/g, by: '' },
  { kind: 'replace', pattern: /\p{White_Space}+/gu, by: ' ' },
  { kind: 'trim' },
];

/** Throws `InvalidInput` for a damaged file, `Unsupported` for a model that is not unigram. `steps` come before the file's own map. */
export function readSpieceModel(bytes: Uint8Array, steps: readonly TextStep[]): SentencePieces {
  const pieces: Piece[] = [];
  let trainer: readonly ProtoField[] = [];
  let normalizer: readonly ProtoField[] = [];
  for (const field of protoFields(bytes)) {
    if (field.number === PIECES) pieces.push(pieceOf(bytesOf(field)));
    if (field.number === TRAINER) trainer = protoFields(bytesOf(field));
    if (field.number === NORMALIZER) normalizer = protoFields(bytesOf(field));
  }
  if (pieces.length === 0) throw new InvalidInput('it holds no pieces: it is not a SentencePiece model');
  if (numberIn(trainer, MODEL_TYPE, UNIGRAM) !== UNIGRAM)
    throw new Unsupported('it is not a unigram model of SentencePiece, the only kind that is supported');
  if (numberIn(trainer, SPACE_AS_SUFFIX, 0) !== 0 || numberIn(normalizer, ESCAPE_SPACES, 1) !== 1)
    throw new Unsupported('it marks spaces in a way that is not supported');
  const map = normalizer.find(({ number }) => number === CHARACTER_MAP);
  const hasMap = map !== undefined && bytesOf(map).length > 0;
  return {
    pieces,
    steps: hasMap ? [...steps, { kind: 'characters', map: new CharMap(bytesOf(map)) }] : steps,
    collapsesSpaces: numberIn(normalizer, COLLAPSE_SPACES, 1) !== 0,
    addsSpace: numberIn(normalizer, ADD_SPACE, 1) !== 0,
    bytesForUnknown: numberIn(trainer, BYTE_FALLBACK, 0) !== 0,
  };
}

function pieceOf(bytes: Uint8Array): Piece {
  const fields = protoFields(bytes);
  const text = fields.find(({ number }) => number === 1);
  const score = fields.find(({ number }) => number === 2);
  const kind = KINDS[numberIn(fields, 3, 1)];
  if (text === undefined) throw new InvalidInput('a piece has no text: the file is damaged');
  const name = new TextDecoder().decode(bytesOf(text));
  if (kind === undefined || kind === null)
    throw new Unsupported(`the piece ${JSON.stringify(name)} is user-defined, which is not supported`);
  return { text: name, score: score?.kind === 'float' ? score.value : 0, kind };
}

function bytesOf(field: ProtoField): Uint8Array {
  if (field.kind === 'bytes') return field.value;
  throw new InvalidInput(`field ${field.number} is not of the expected kind: the file is damaged`);
}

function numberIn(fields: readonly ProtoField[], number: number, absent: number): number {
  const field = fields.find((each) => each.number === number);
  return field?.kind === 'int' ? field.value : absent;
}
