/** SentencePiece's unigram segmentation: the split of a text into pieces with the highest sum of scores. */
import { InvalidInput } from '../../core/errors.ts';
import { type Piece, type SentencePieces, SPACE_PIECE, type TextStep } from './sentence-pieces.ts';

/** A character without a piece scores this much below the lowest piece. */
const UNKNOWN_PENALTY = 10;

type Node = { score: number; start: number; id: number };

/** Ids of a text, without the end of text. Sums are rounded to float32 as in SentencePiece, so that near ties fall alike. */
export function unigramEncoder(vocabulary: SentencePieces): (text: string) => number[] {
  const { pieces } = vocabulary;
  const ids = new Map<string, number>();
  for (const [id, piece] of pieces.entries())
    if (piece.kind === 'normal' && piece.text !== '') ids.set(piece.text, id);
  const unknown = pieces.findIndex(({ kind }) => kind === 'unknown');
  if (unknown < 0 || ids.size === 0)
    throw new InvalidInput('the vocabulary has no pieces, or none for unknown characters');
  const longest = longestPiece(ids);
  const unknownScore = Math.fround(lowestScore(pieces) - UNKNOWN_PENALTY);
  const bytes = bytePieces(vocabulary);
  return (text) => {
    const ready = prepared(vocabulary, text);
    const best = bestPath(ready, ids, pieces, longest, { id: unknown, score: unknownScore });
    return idsOf(ready, best, unknown, bytes);
  };
}

/** The text as its pieces spell it, with `SPACE_PIECE` for spaces. */
function prepared({ steps, collapsesSpaces, addsSpace }: SentencePieces, text: string): string {
  const changed = steps.reduce(applyStep, text);
  const spaced = collapsesSpaces ? changed.replaceAll(/ +/g, ' ').replace(/^ /, '') : changed;
  if (spaced === '') return '';
  const escaped = (addsSpace ? SPACE_PIECE : '') + spaced.replaceAll(' ', SPACE_PIECE);
  if (!collapsesSpaces) return escaped;
  let end = escaped.length;
  while (end > 0 && escaped[end - 1] === SPACE_PIECE) end--;
  return escaped.slice(0, end);
}

function applyStep(text: string, step: TextStep): string {
  if (step.kind === 'lower-case') return text.toLowerCase();
  if (step.kind === 'replace') return text.replaceAll(step.pattern, step.by);
  return step.kind === 'trim' ? text.trim() : step.map.apply(text);
}

/** Viterbi: for each position that ends a character the best piece that ends there. */
function bestPath(
  text: string,
  ids: ReadonlyMap<string, number>,
  pieces: readonly Piece[],
  longest: number,
  unknown: { readonly id: number; readonly score: number },
): readonly Node[] {
  const ends: Node[] = Array.from({ length: text.length + 1 }, () => ({ score: 0, start: -1, id: -1 }));
  const offer = (end: number, score: number, start: number, id: number) => {
    const node = ends[end];
    if (node.start >= 0 && !(score > node.score)) return;
    ends[end] = { score: Math.fround(score), start, id };
  };
  for (let start = 0; start < text.length; ) {
    const here = ends[start].score;
    const next = start + (text.codePointAt(start)! > 0xffff ? 2 : 1);
    let isKnown = false;
    for (let end = next; end <= Math.min(text.length, start + longest); end++) {
      const id = ids.get(text.slice(start, end));
      if (id === undefined) continue;
      if (end === next) isKnown = true;
      offer(end, pieces[id].score + here, start, id);
    }
    if (!isKnown) offer(next, Math.fround(unknown.score + here), start, unknown.id);
    start = next;
  }
  return ends;
}

/** Collects the ids from the end back. A run of unknown characters becomes one unknown piece, or the bytes of each character. */
function idsOf(
  text: string,
  ends: readonly Node[],
  unknown: number,
  bytes: readonly number[] | null,
): number[] {
  const path: Node[] = [];
  const cuts: number[] = [];
  for (let end = text.length; end > 0; end = ends[end].start) {
    path.push(ends[end]);
    cuts.push(end);
  }
  const found: number[] = [];
  for (let i = path.length - 1; i >= 0; i--) {
    const { id, start } = path[i];
    if (id !== unknown) found.push(id);
    else if (bytes !== null)
      for (const byte of new TextEncoder().encode(text.slice(start, cuts[i]))) found.push(bytes[byte]);
    else if (found.at(-1) !== unknown) found.push(id);
  }
  return found;
}

/** Id of each byte; null if unknown characters stay unknown. */
function bytePieces({ pieces, bytesForUnknown }: SentencePieces): readonly number[] | null {
  if (!bytesForUnknown) return null;
  const byName = new Map(pieces.map(({ text }, id) => [text, id]));
  return Array.from({ length: 256 }, (_, byte) => {
    const name = `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
    const id = byName.get(name);
    if (id === undefined) throw new InvalidInput(`the vocabulary lacks the byte piece ${name}`);
    return id;
  });
}

function longestPiece(ids: ReadonlyMap<string, number>): number {
  let longest = 0;
  for (const text of ids.keys()) longest = Math.max(longest, text.length);
  return longest;
}

function lowestScore(pieces: readonly Piece[]): number {
  return pieces.reduce((least, { kind, score }) => (kind === 'normal' ? Math.min(least, score) : least), 0);
}
