/** The entry with the id; null if there is none. */
export function byId<T extends { readonly id: string }>(all: readonly T[], id: string | null): T | null {
  return all.find((each) => each.id === id) ?? null;
}
