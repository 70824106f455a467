/** The latest maps of one kind, for the addresses that the page fetches them from. */
import { NotFound } from '../../../core/errors.ts';
import type { SimilarityMap } from '../../../core/search/similarity-map.ts';

export class KeptMaps {
  readonly #kind: string;
  readonly #most: number;
  readonly #maps = new Map<string, SimilarityMap>();

  /** `kind` names the maps in errors. */
  constructor(kind: string, most: number) {
    this.#kind = kind;
    this.#most = most;
  }

  /** The oldest map goes first. */
  set(key: string, map: SimilarityMap): void {
    this.#maps.delete(key);
    this.#maps.set(key, map);
    for (const oldest of this.#maps.keys()) {
      if (this.#maps.size <= this.#most) return;
      this.#maps.delete(oldest);
    }
  }

  /** Throws `NotFound` for a map that is no longer in memory. */
  get(key: string): SimilarityMap {
    const map = this.#maps.get(key);
    if (!map) throw new NotFound(`the ${this.#kind} ${key} is no longer in memory: ask again`);
    return map;
  }
}
