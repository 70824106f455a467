/** Formats an index of a scene as one line. */
import type { IndexStatus } from '../../../core/documents/search.ts';
import { counted } from './counted.ts';

export function indexLine(index: IndexStatus): string {
  const { model, windowsDone, windows, grid, state } = index;
  const kind = grid.kind === 'selo' ? ' (SeLo)' : '';
  return `${model}: ${windowsDone} of ${counted(windows, 'window')} of ${grid.sizesPx.join(', ')} px${kind}${skippedWords(index)}, ${state}`;
}

/** The number of windows without content, after a comma; empty when there are none. */
export function skippedWords({ windowsSkipped }: IndexStatus): string {
  return windowsSkipped === 0 ? '' : `, ${windowsSkipped} of them empty`;
}
