/**
 * The cache of the core's answers. An answer that is on its way when its query becomes stale may be from before the change. Where there is an
 * earlier one, the library drops it and asks again; but it takes the first answer of a query for fresh, and never asks again.
 */
import {
  type InvalidateOptions,
  type InvalidateQueryFilters,
  type Query,
  QueryClient,
  type QueryKey,
} from '@tanstack/react-query';

export class PageCache extends QueryClient {
  readonly #askedAgain = new WeakMap<Query, Promise<void>>();

  /** Resolves when no query has an answer from before the call. */
  override async invalidateQueries<K extends QueryKey = QueryKey>(
    filters: InvalidateQueryFilters<K> = {},
    options: InvalidateOptions = {},
  ): Promise<void> {
    const first = this.getQueryCache()
      .findAll(filters)
      .filter(({ state }) => state.fetchStatus === 'fetching' && state.data === undefined);
    await Promise.all([
      super.invalidateQueries(filters, options),
      ...first.map((query) => this.#askAgain(query)),
    ]);
  }

  /** Several changes during one answer are one reason to ask again. */
  #askAgain(query: Query): Promise<void> {
    const asked = this.#askedAgain.get(query) ?? this.#askAfterFirst(query);
    this.#askedAgain.set(query, asked);
    return asked;
  }

  async #askAfterFirst(query: Query): Promise<void> {
    // What went wrong is kept in the query and shown by its readers.
    await query.promise?.catch(() => undefined);
    this.#askedAgain.delete(query);
    await super.invalidateQueries({ predicate: (each) => each === query });
  }
}
