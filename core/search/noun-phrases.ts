/** Finds by rule the parts of an English sentence that name things, so that what each adds to a score can be measured. */
import type { TextSpan } from '../documents/search.ts';

const DETERMINERS = words(
  'a an the some many several few all both each every this that these those its their another other',
);
const LINKS = words(
  'in on at by of to from with without into onto over under above below between among amid around along across inside outside behind beside besides near next through against toward towards beyond within upon off via per like as and or but while where which who whose that than then there here full',
);
const VERBS = words(
  'is are was were be been being has have had does do did stands lies sits runs leads crosses spans flows covers shows contains surrounds looks seems stand lie sit run lead cross span flow cover show contain surround meet meets divide divides connect connects',
);
/** Adverbs and similar words, which neither begin nor end a thing's name. */
const FILLERS = words(
  'very quite rather partly mostly nearly almost just only also too not no never densely sparsely neatly closely',
);

/**
 * Phrases such as "a tawny clearing", in order. They end before a preposition, conjunction, verb or participle; a phrase without a noun
 * (only determiners and fillers) is left out.
 */
export function nounPhrases(sentence: string): TextSpan[] {
  const phrases: TextSpan[] = [];
  let open: { start: number; end: number; names: number } | null = null;
  const close = () => {
    if (open !== null && open.names > 0) phrases.push({ start: open.start, end: open.end });
    open = null;
  };
  const all = [...wordsOf(sentence)];
  for (const [i, { text, start, end, isAfterStop }] of all.entries()) {
    const word = text.toLowerCase();
    if (isAfterStop) close();
    const named: number = open === null ? 0 : (open as { names: number }).names;
    if (LINKS.has(word) && !(DETERMINERS.has(word) && named === 0)) close();
    else if (
      VERBS.has(word) ||
      isParticiple(word, named > 0 || LINKS.has((all[i + 1]?.text ?? '').toLowerCase()))
    )
      close();
    else if (DETERMINERS.has(word)) {
      close();
      open = { start, end, names: 0 };
    } else if (!FILLERS.has(word)) {
      const from: number = open === null ? start : (open as { start: number }).start;
      open = { start: from, end, names: named + 1 };
    }
  }
  close();
  return phrases;
}

/** The sentence without the span, with single spaces. Also drops a link before the span that would be left hanging. */
export function withoutSpan(sentence: string, { start, end }: TextSpan): string {
  let before = sentence.slice(0, start).trimEnd();
  const after = sentence.slice(end).trimStart();
  for (;;) {
    const last = /(?:^|\s)(\S+)$/.exec(before);
    if (last === null || !LINKS.has(last[1].toLowerCase())) break;
    before = before.slice(0, last.index).trimEnd();
  }
  return `${before} ${after}`
    .replace(/\s+/g, ' ')
    .replace(/\s+([,.;:!?])/g, '$1')
    .trim();
}

/** "parked" and "surrounding" after a noun or before a link; before a noun they are adjectives, as in "a parked car". */
function isParticiple(word: string, isBesideNouns: boolean): boolean {
  return (
    isBesideNouns &&
    word.length > 4 &&
    /(?:ed|ing)$/.test(word) &&
    !/^(?:building|crossing|clearing|parking|landing|swimming|housing|bed)$/.test(word)
  );
}

function* wordsOf(
  sentence: string,
): Generator<TextSpan & { readonly text: string; readonly isAfterStop: boolean }> {
  let last = 0;
  for (const match of sentence.matchAll(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu)) {
    const start = match.index;
    const end = start + match[0].length;
    yield { text: match[0], start, end, isAfterStop: /[,.;:!?()]/.test(sentence.slice(last, start)) };
    last = end;
  }
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}
