/** Moves the focus to the sentences of the query. Both functions wait a frame, because the panel or the sentence may be new. */

export function focusQuery(): void {
  requestAnimationFrame(() => focusSentence(0));
}

export function focusLastSentence(): void {
  requestAnimationFrame(() => focusSentence(-1));
}

/** A negative place counts from the end. */
function focusSentence(place: number): void {
  const field = [...document.querySelectorAll<HTMLElement>('[data-query-field] textarea')].at(place);
  if (field) field.focus();
}
