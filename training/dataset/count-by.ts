/** Counts `items` by key, in the order in which the keys first occur. */
export function countBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, number> {
  const counts = new Map<K, number>();
  for (const key of items.map(keyOf)) {
    const before = counts.get(key);
    counts.set(key, before === undefined ? 1 : before + 1);
  }
  return counts;
}
