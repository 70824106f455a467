/** Reader of `tokenizer.json`, the format of the library tokenizers: a unigram vocabulary and the changes of the text before it. */
import { InvalidInput, Unsupported } from '../../core/errors.ts';
import { isJsonObject, type JsonObject } from '../../core/json-object.ts';
import { CharMap } from './char-map.ts';
import type { Piece, SentencePieces, TextStep } from './sentence-pieces.ts';

/** One set of characters, `\s` or one character, perhaps repeated. The time for such a pattern is proportional to the length of the text. */
const SIMPLE_PATTERN =
  /^(?:\[(?:[^\\\]]|\\[^pPuUxXbBdDwWkQE0-9])+\]|\\[sn.]|[^\\()[\]{}|*+?.^$])(?:\+|\{2,\})?$/u;

/** Throws `InvalidInput` for a damaged file, `Unsupported` for parts that this program lacks. */
export function readTokenizerJson(bytes: Uint8Array): SentencePieces {
  const root = parsed(bytes);
  const model = objectIn(root, 'model');
  if (model.type !== 'Unigram')
    throw new Unsupported(
      `its model is ${JSON.stringify(model.type)}; only SentencePiece's Unigram is supported`,
    );
  const special = specialPieces(root);
  const { vocab, unk_id: unknown } = model;
  if (!Array.isArray(vocab)) throw new InvalidInput('model.vocab is not a list');
  const bytesForUnknown = model.byte_fallback === true;
  const pieces = vocab.map((entry: unknown, id): Piece => {
    if (!Array.isArray(entry) || typeof entry[0] !== 'string' || typeof entry[1] !== 'number')
      throw new InvalidInput(`model.vocab[${id}] is not a piece and its score`);
    const [text, score] = entry;
    const isByte = bytesForUnknown && /^<0x[0-9A-F]{2}>$/.test(text);
    const kind = id === unknown ? 'unknown' : special.has(text) ? 'control' : isByte ? 'byte' : 'normal';
    return { text, score: Math.fround(score), kind };
  });
  const steps = root.normalizer === null || root.normalizer === undefined ? [] : stepsOf(root.normalizer);
  return { pieces, steps, ...spacesOf(root), bytesForUnknown };
}

function parsed(bytes: Uint8Array): JsonObject {
  try {
    const root: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (isJsonObject(root)) return root;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new InvalidInput('is not a JSON object: get the file again');
}

function objectIn(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  if (!isJsonObject(value)) throw new InvalidInput(`${key} is missing or not an object`);
  return value;
}

/** Contents of the added tokens that do not stand for text. */
function specialPieces({ added_tokens: added }: JsonObject): ReadonlySet<string> {
  const names = new Set<string>();
  for (const token of Array.isArray(added) ? added : [])
    if (isJsonObject(token) && typeof token.content === 'string') names.add(token.content);
  return names;
}

function stepsOf(normalizer: unknown): TextStep[] {
  if (!isJsonObject(normalizer)) throw new InvalidInput('normalizer is not an object');
  switch (normalizer.type) {
    case 'Sequence':
      if (!Array.isArray(normalizer.normalizers))
        throw new InvalidInput('normalizer.normalizers is not a list');
      return normalizer.normalizers.flatMap(stepsOf);
    case 'Lowercase':
      return [{ kind: 'lower-case' }];
    case 'Strip':
      if (normalizer.strip_left === false || normalizer.strip_right === false)
        throw new Unsupported('its normalizer strips only one end of a text, which is not supported');
      return [{ kind: 'trim' }];
    case 'Replace':
      return [{ kind: 'replace', pattern: patternOf(normalizer), by: textOf(normalizer.content) }];
    case 'Precompiled':
      return [{ kind: 'characters', map: new CharMap(fromBase64(textOf(normalizer.precompiled_charsmap))) }];
    default:
      throw new Unsupported(`its normalizer ${JSON.stringify(normalizer.type)} is not supported`);
  }
}

/** Refuses complex patterns, which could take very long. */
function patternOf({ pattern }: JsonObject): RegExp {
  if (isJsonObject(pattern) && typeof pattern.String === 'string')
    return new RegExp(pattern.String.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'g');
  if (isJsonObject(pattern) && typeof pattern.Regex === 'string' && SIMPLE_PATTERN.test(pattern.Regex))
    return new RegExp(pattern.Regex, 'g');
  throw new Unsupported(
    `its normalizer replaces ${JSON.stringify(pattern)}, a pattern that is not supported`,
  );
}

function spacesOf({
  pre_tokenizer: splitter,
}: JsonObject): Pick<SentencePieces, 'addsSpace' | 'collapsesSpaces'> {
  const parts =
    isJsonObject(splitter) && splitter.type === 'Sequence' && Array.isArray(splitter.pretokenizers)
      ? splitter.pretokenizers
      : [splitter];
  const mark = parts.find((part) => isJsonObject(part) && part.type === 'Metaspace');
  const splits = parts.filter((part) => isJsonObject(part) && part.type === 'WhitespaceSplit');
  if (!isJsonObject(mark) || parts.length > 1 + splits.length)
    throw new Unsupported('its pre_tokenizer is not Metaspace, the only one that is supported');
  const addsSpace =
    mark.prepend_scheme === undefined ? mark.add_prefix_space !== false : mark.prepend_scheme !== 'never';
  return { addsSpace, collapsesSpaces: splits.length > 0 };
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new InvalidInput('a part of the normalizer is not text');
  return value;
}

function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch (cause) {
    throw new InvalidInput('the character map is not Base64: get the file again', { cause });
  }
}
