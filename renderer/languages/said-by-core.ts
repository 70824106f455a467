/** Translates what the core says: sentences are known by their patterns. */
import { keepUnits } from '../ui/keep-units.ts';

/** A pattern, and what it becomes with the parts that it captures. */
export type KnownSentence = readonly [pattern: RegExp, words: (...parts: readonly string[]) => string];

/** The text with all known sentences replaced. */
export function saidByCore(text: string, known: readonly KnownSentence[]): string {
  return keepUnits(
    known.reduce(
      (said, [pattern, words]) => said.replace(pattern, (_, ...parts: string[]) => words(...parts)),
      text,
    ),
  );
}
