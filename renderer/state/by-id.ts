/** The entry that has the id; null where none has it. */
export function byId<T extends { readonly id: string }>(all: readonly T[], id: string | null): T | null {
  return all.find((each) => each.id === id) ?? null;
}
