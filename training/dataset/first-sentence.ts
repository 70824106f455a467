/** The first sentence of a long text as its short one (the paper's Table VIII). */

/** Up to the first full stop, question or exclamation mark before white space; all of a text without one. */
export function firstSentence(text: string): string {
  const trimmed = text.trim();
  return /^[\s\S]*?[.!?](?=\s)/.exec(trimmed)?.[0] ?? trimmed;
}
