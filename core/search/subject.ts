/** The thing that a sentence is about, to tell it from the things that it is beside. */
import type { TextSpan } from '../documents/search.ts';
import { nounPhrases } from './noun-phrases.ts';
import { phraseContrast } from './phrase-map.ts';

/** "An aerial view of" and similar words are about the picture, not about what it shows. */
const PICTURES = /\b(?:photo(?:graph)?|picture|image|view|shot|scene)s?$/i;

export type Subject = {
  /** The first noun phrase. */
  readonly subject: TextSpan;
  /** The noun phrases after it; at least one. */
  readonly others: readonly TextSpan[];
};

/** Null for a sentence that names one thing or none. */
export function subjectOf(sentence: string): Subject | null {
  const [subject, ...others] = nounPhrases(sentence).filter(
    ({ start, end }) => !PICTURES.test(sentence.slice(start, end)),
  );
  return others.length === 0 ? null : { subject, others };
}

/**
 * The vector [dim] whose dot product tells which patches show the subject: sentence + subject - mean of the others. With the sentence alone, the patches of the other
 * things score as high as those of the subject (`npm run bench:outlines`).
 */
export function subjectVector(
  sentence: Float32Array,
  subject: Float32Array,
  others: readonly Float32Array[],
): Float32Array {
  const contrast = phraseContrast(subject, others);
  return sentence.map((value, i) => value + contrast[i]);
}
