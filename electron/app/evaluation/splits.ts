/** Chooses the split of a data set that an evaluation uses. */

export type SplitChoice = {
  /** The split used; null for everything. */
  readonly split: string | null;
  readonly splits: readonly string[];
  readonly errors: readonly string[];
};

/**
 * `split` null takes `test` where the data have it, else everything; `all` takes everything. `found` are the splits of all entries, empty
 * for entries without one.
 */
export function chosenSplit(
  found: readonly string[],
  split: string | null,
): SplitChoice & { readonly takes: (split: string) => boolean } {
  const splits = [...new Set(found.filter((each) => each !== ''))].toSorted();
  const chosen = split === 'all' ? null : (split ?? splits.find((each) => each === 'test') ?? null);
  const isUnknown = chosen !== null && !splits.includes(chosen);
  // A list for one split, such as test.jsonl, does not name it again.
  const isOfOneSplit = splits.length === 0;
  return {
    split: chosen,
    splits,
    errors:
      isUnknown && !isOfOneSplit ? [`there is no split "${chosen}"; the data have ${splits.join(', ')}`] : [],
    takes: (each) => chosen === null || isOfOneSplit || each === chosen,
  };
}
