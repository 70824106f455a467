/** Moves the focus to the first sentence of the query. Waits a frame, because the panel may be new. */
export function focusQuery(): void {
  requestAnimationFrame(() => {
    const field = document.querySelector<HTMLElement>('[data-query-field] textarea');
    if (field) field.focus();
  });
}
