/** Hints on words of a sentence that CLIP models do not understand as people mean them. */
import type { QueryTerm, SentenceHint } from '../documents/search.ts';

const NEGATIONS = /\b(?:no|not|without|never|none|neither|nor|isn't|aren't|don't|doesn't)\b/i;
/** Numbers that count things. "Between two rivers", "on two sides" and "a two-lane road" say how things lie or what they are; "10 m" is a size. */
const COUNTS =
  /(?<!\bbetween )\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|fifty|hundred|dozen)\b(?!-|\s+sides?\b)|\bexactly\b|(?<![\d.,])\b\d+(?=\s+(?!(?:k?m|cm|met(?:er|re)s?|feet|ft|ha|hectares?|percent)\b)\p{L})/iu;
/** Frequent words of English and of some other languages in Latin script. */
const ENGLISH = /\b(?:a|an|the|of|in|on|with|and|near|at|by|to|from|next)\b/i;
const FOREIGN =
  /\b(?:der|die|das|ein|eine|einen|und|mit|auf|neben|ist|el|los|las|una|un|con|cerca|del|le|les|des|une|avec|dans|près|du|il|gli|nel|della|uma|com|perto|een|het|met|naast)\b/gi;
const FOREIGN_WORDS = 2;

/** The hints, in a fixed order; empty for a plain English sentence. */
export function sentenceHints(sentence: string): readonly SentenceHint[] {
  const hints: SentenceHint[] = [];
  if (NEGATIONS.test(sentence)) hints.push('negation');
  if (COUNTS.test(sentence)) hints.push('count');
  if (isForeign(sentence)) hints.push('language');
  return hints;
}

/** Why the words of a question prevent a verdict; null if the model reads them. */
export function whyNotRead(terms: readonly QueryTerm[]): string | null {
  const hints = terms.flatMap((term) => (term.kind === 'text' ? sentenceHints(term.text) : []));
  if (hints.includes('negation'))
    return 'Verdicts are given for what a sentence names: the model does not read "no" or "without".';
  if (hints.includes('count'))
    return 'Verdicts are given for what a sentence names: the model does not count. Ask without the number.';
  if (hints.includes('language'))
    return 'Verdicts are given for English sentences: the model knows too little of other languages.';
  return null;
}

/** Mostly letters outside Latin script, or words of another language and none of English. */
function isForeign(sentence: string): boolean {
  const letters = sentence.match(/\p{L}/gu)?.length ?? 0;
  const latin = sentence.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (letters > 0 && latin < letters / 2) return true;
  return !ENGLISH.test(sentence) && (sentence.match(FOREIGN)?.length ?? 0) >= FOREIGN_WORDS;
}
