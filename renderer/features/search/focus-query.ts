/** Focus on the sentences of the query. Both wait a frame, because the panel or the sentence may have just been added. */

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
