/** Times of a collection: the years, months and days of its scenes. */
import type { CollectionRow } from '../../../core/documents/collection.ts';

export type Period = { readonly name: string; readonly scenes: number };

/** Lengths of an ISO 8601 year, month and day. */
const LEVELS = [4, 7, 10];
/** A list with more would be no choice. */
const MOST_OF_A_LEVEL = 400;

/** In order of time, a year before its months. Of levels that tell the same, the finest is kept. */
export function periodsOf(rows: readonly Pick<CollectionRow, 'date' | 'fault'>[]): readonly Period[] {
  const dates = rows.flatMap(({ date, fault }) => (date === null || fault !== null ? [] : [date.date]));
  const levels = LEVELS.map((length) => countedBy(dates, length));
  const told = levels.filter(
    (level, i) => level.size >= 2 && level.size <= MOST_OF_A_LEVEL && level.size !== levels[i + 1]?.size,
  );
  return told
    .flatMap((level) => [...level].map(([name, scenes]) => ({ name, scenes })))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The first and the last of the coarsest level; null without two. */
export function proposedPeriods(
  periods: readonly Period[],
): { readonly before: string; readonly after: string } | null {
  const coarsest = Math.min(...periods.map(({ name }) => name.length));
  const names = periods.flatMap(({ name }) => (name.length === coarsest ? [name] : []));
  return names.length < 2 ? null : { before: names[0], after: names[names.length - 1] };
}

/** Whether one lies before the other, and neither within the other. */
export function areInOrder(before: string, after: string): boolean {
  return before < after && !after.startsWith(before);
}

function countedBy(dates: readonly string[], length: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const date of dates) {
    const name = date.slice(0, length);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
