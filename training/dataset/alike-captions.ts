/** Finds data sets whose captions are all the same: a loss that compares captions with each other can learn nothing from them. */
import type { TextKind } from '../../core/documents/dataset.ts';
import type { CaptionPair } from './caption-pair.ts';
import type { DatasetProblem } from './problem-list.ts';

const NOTHING_TO_LEARN =
  'training compares captions with each other, so nothing can be learnt; add pairs of other kinds of scene, or captions that differ';

/** Why nothing can be learnt from the pairs; null if they can be used. */
export function alikeFault(pairs: readonly CaptionPair[], kinds: readonly TextKind[]): string | null {
  if (kinds.length === 0 || pairs.length < 2) return null;
  const areAlike = kinds.every((kind) => {
    const first = comparable(pairs[0], kind);
    return first !== '' && pairs.every((pair) => comparable(pair, kind) === first);
  });
  return areAlike ? faultOf(pairs.length, kinds) : null;
}

/**
 * Problems in place of one for each pair, if all `count` pairs have the same caption of the kinds `alike`: an error if no kind in use
 * tells pairs apart, otherwise a warning for each kind.
 */
export function alikeProblems(
  count: number,
  alike: readonly TextKind[],
  kinds: readonly TextKind[],
): DatasetProblem[] {
  const common = { kind: 'duplicate-caption', origin: 'all records', count: 1 } as const;
  if (alike.length === 0) return [];
  if (alike.length === kinds.length) return [{ ...common, severity: 'error', detail: faultOf(count, kinds) }];
  return alike.map((kind) => ({
    ...common,
    severity: 'warning',
    detail: `all ${count} pairs have the same ${kind} caption: nothing is learnt from it; train with the ${kind === 'long' ? 'short' : 'long'} captions only`,
  }));
}

function faultOf(count: number, kinds: readonly TextKind[]): string {
  const named = kinds.length > 1 ? 'the same captions' : `the same ${kinds[0]} caption`;
  return `all ${count} pairs have ${named}: ${NOTHING_TO_LEARN}`;
}

function comparable(pair: CaptionPair, kind: TextKind): string {
  return (pair[kind] ?? '').trim().toLowerCase();
}
