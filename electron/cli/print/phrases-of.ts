/** The phrases of a question for the command line: what each adds to the best hit, and where it is found. */
import type { PhraseMap, PhraseShare, QueryResult } from '../../../core/documents/search.ts';
import { unattended } from '../../../core/task.ts';
import type { Services } from '../../app/process/create-services.ts';

export type PrintedPhrase = PhraseShare & Pick<PhraseMap, 'peak'>;

/** Empty for a question without hits. Throws `InvalidInput` for a question that is not a single sentence. */
export async function phrasesOf(
  { phrases, phraseMaps }: Pick<Services, 'phrases' | 'phraseMaps'>,
  { id, hits: [best] }: QueryResult,
  signal: AbortSignal,
): Promise<readonly PrintedPhrase[]> {
  if (best === undefined) return [];
  const shares = await phrases.shares(id, best.window, null, signal);
  const printed: PrintedPhrase[] = [];
  for (const phrase of shares.phrases) {
    const { start, end } = phrase;
    const { peak } = await phraseMaps.run(id, { start, end }, null, { ...unattended(), signal });
    printed.push({ ...phrase, peak });
  }
  return printed;
}

/** One line for each phrase. */
export function phraseLines(phrases: readonly PrintedPhrase[]): readonly string[] {
  return phrases.map(({ text, adds, peak }) => {
    const found =
      peak === null
        ? 'stands out nowhere'
        : `found best at col ${Math.round(peak.col)} row ${Math.round(peak.row)} (${peak.value.toFixed(1)} SD)`;
    return `"${text}" adds ${adds.toFixed(4)} to the best hit, ${found}`;
  });
}
