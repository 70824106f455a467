/** Takes the first sentence of a long caption as the short one (the paper's Table VIII). */

/** The text up to the first full stop, question mark or exclamation mark before white space; the whole text when there is none. */
export function firstSentence(text: string): string {
  const trimmed = text.trim();
  return /^[\s\S]*?[.!?](?=\s)/.exec(trimmed)?.[0] ?? trimmed;
}
