import { flushSync } from 'react-dom';

/**
 * Moves the focus to the first sentence of the query: at once, so that no key is lost, and once more in the next frame, because the
 * panel may be new.
 */
export function focusQuery(): void {
  // The field of a query that was just cleared is a new one.
  flushSync(() => undefined);
  focusField();
  requestAnimationFrame(focusField);
}

function focusField(): void {
  const field = document.querySelector<HTMLElement>('[data-query-field] textarea');
  if (field) field.focus();
}
