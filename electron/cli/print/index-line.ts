/** One index of a scene in a line. */
import type { IndexStatus } from '../../../core/documents/search.ts';

export function indexLine(index: IndexStatus): string {
  const { model, windowsDone, windows, grid, state } = index;
  const kind = grid.kind === 'selo' ? ' (SeLo)' : '';
  return `${model}: ${windowsDone} of ${windows} windows of ${grid.sizesPx.join(', ')} px${kind}${skippedWords(index)}, ${state}`;
}

/** Begins with a comma; empty where every window shows something. */
export function skippedWords({ windowsSkipped }: IndexStatus): string {
  return windowsSkipped === 0 ? '' : `, ${windowsSkipped} of them with nothing to look at`;
}
