/**
 * Prompts for writing captions: the paper's methods (2) to (4). A long caption is written from the picture *and* what is known about
 * it, so that the scene is not misinterpreted.
 */
import type { CaptionMethod, PairTexts, TextKind } from '../../core/documents/dataset.ts';

/** One question; its answer becomes the caption named by `writes`. */
export type CaptionPrompt = {
  readonly writes: TextKind;
  readonly text: string;
  readonly withPicture: boolean;
};

const WHAT_TO_DESCRIBE =
  'Write one paragraph that describes the picture: the main ground objects, their attributes (such as colour, shape, size and number) and their positions in the picture and to each other. Describe only what can be seen. Answer with the description alone.';

/** The next question for a pair; null when the method has nothing to write for it. */
export function nextPrompt(method: CaptionMethod, texts: PairTexts): CaptionPrompt | null {
  const { short, long, labels } = texts;
  if (method === 'compress') return long !== '' && short === '' ? compress(long) : null;
  if (method === 'expand')
    return short !== '' && long === '' ? expand(`Its short caption is: "${short}".`) : null;
  if (labels === '') return null;
  if (long === '') return expand(`It is known to contain: ${labels}.`);
  return short === '' ? compress(long) : null;
}

function compress(long: string): CaptionPrompt {
  const text = `Summarize this image caption in 20 words or less. Answer with the summary alone.\n\n${long}`;
  return { writes: 'short', text, withPicture: false };
}

function expand(known: string): CaptionPrompt {
  const text = `This is a picture of the ground, taken from above by a satellite, an aircraft or a drone. ${known}\n${WHAT_TO_DESCRIBE}`;
  return { writes: 'long', text, withPicture: true };
}

/** Removes the quotes, labels and line breaks that models wrap answers in. */
export function tidyAnswer(answer: string): string {
  const line = answer.replace(/\s+/g, ' ').trim();
  const unlabelled = line.replace(/^(?:caption|summary|description|short caption|long caption)\s*:\s*/i, '');
  return /^"[^"]*"$/.test(unlabelled) ? unlabelled.slice(1, -1).trim() : unlabelled;
}
