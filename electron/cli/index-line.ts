/** One index of a scene in a line. */
import type { IndexStatus } from '../../core/rpc/documents.ts';

export function indexLine({ model, windowsDone, windows, grid, state }: IndexStatus): string {
  const kind = grid.kind === 'selo' ? ' (SeLo)' : '';
  return `${model}: ${windowsDone} of ${windows} windows of ${grid.sizesPx.join(', ')} px${kind}, ${state}`;
}
