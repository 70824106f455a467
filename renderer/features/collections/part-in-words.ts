/** The asked part of a collection in words. */
import type { CollectionPart } from '../../state/view-state.ts';
import { strings } from './strings.ts';

/** Empty for all of it. */
export function partInWords({ filter: { area, from, to, name }, perScene, merges }: CollectionPart): string {
  return [
    ...(area === null ? [] : [strings.inArea]),
    ...daysInWords(from, to),
    ...(name === null ? [] : [strings.named(name)]),
    ...(perScene === null ? [] : [strings.perSceneShort(perScene)]),
    ...(merges ? [strings.mergedShort] : []),
  ].join(' · ');
}

function daysInWords(from: string | null, to: string | null): readonly string[] {
  if (from !== null && to !== null) return [strings.span(from, to)];
  if (from !== null) return [strings.since(from)];
  return to === null ? [] : [strings.until(to)];
}
