/** Keys of a list: the place that each selects. */

/** Null for other keys. Arrow keys step by one, whatever the layout. */
export function targetOf(key: string, active: number, count: number, perPage: number): number | null {
  switch (key) {
    case 'ArrowDown':
    case 'ArrowRight':
      return active + 1;
    case 'ArrowUp':
    case 'ArrowLeft':
      return active < 0 ? 0 : active - 1;
    case 'PageDown':
      return active + perPage;
    case 'PageUp':
      return active - perPage;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    case 'Enter':
    case ' ':
      return Math.max(0, active);
    default:
      return null;
  }
}
