/** The sentences that a spec names. */
import type { OtherSentences } from '../../core/documents/run.ts';
import { BANK_SENTENCES } from '../../core/search/bank-sentences.ts';

export function listedSentences(sentences: OtherSentences): readonly string[] {
  return sentences === 'everyday' ? BANK_SENTENCES : sentences;
}
