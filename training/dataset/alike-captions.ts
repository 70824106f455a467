/** Data sets whose captions are all the same: a loss that compares captions with each other can learn nothing from them. */
import type { TextKind } from '../../core/documents/dataset.ts';
import type { CaptionPair } from './caption-pair.ts';
import type { DatasetProblem } from './dataset-problem.ts';

const NOTHING_TO_LEARN =
  'training compares captions with each other, so nothing can be learnt; add pairs of other kinds of scene, or captions that differ';

/** The kinds of text, among `kinds`, of which all pairs have the same one. Empty for fewer than two pairs. */
export function alikeKinds(pairs: readonly CaptionPair[], kinds: readonly TextKind[]): readonly TextKind[] {
  if (pairs.length < 2) return [];
  return kinds.filter((kind) => {
    const first = comparable(pairs[0], kind);
    return first !== '' && pairs.every((pair) => comparable(pair, kind) === first);
  });
}

/** Why nothing can be learnt from the pairs; null if something can. */
export function alikeFault(pairs: readonly CaptionPair[], kinds: readonly TextKind[]): string | null {
  if (kinds.length === 0 || alikeKinds(pairs, kinds).length < kinds.length) return null;
  const named = kinds.length > 1 ? 'the same captions' : `the same ${kinds[0]} caption`;
  return `all ${pairs.length} pairs have ${named}: ${NOTHING_TO_LEARN}`;
}

/** A single finding in place of one for each pair: an error if no kind in use tells pairs apart, else a warning. */
export function alikeProblems(pairs: readonly CaptionPair[], kinds: readonly TextKind[]): DatasetProblem[] {
  const fault = alikeFault(pairs, kinds);
  const origin = 'all records';
  if (fault !== null) return [{ kind: 'duplicate-caption', severity: 'error', origin, detail: fault }];
  return alikeKinds(pairs, kinds).map((kind) => ({
    kind: 'duplicate-caption',
    severity: 'warning',
    origin,
    detail: `all ${pairs.length} pairs have the same ${kind} caption: nothing is learnt from it; train with the ${kind === 'long' ? 'short' : 'long'} captions only`,
  }));
}

function comparable(pair: CaptionPair, kind: TextKind): string {
  return (pair[kind] ?? '').trim().toLowerCase();
}
