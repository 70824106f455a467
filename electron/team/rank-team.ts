/** Ranks the windows of a team store: fetches candidates until no other window can change the list. */
import { type Candidate, hitsAmong, type TeamFound } from '../../core/team/hits.ts';
import type { AskedTeamIndex, CandidateScan } from './candidates.ts';
import type { Scan } from './prepare-scan.ts';

/** Windows that are fetched for each hit: most show the place of another hit. */
const CANDIDATES_PER_HIT = 16;
const GROWTH = 4;

export type RankOptions = {
  readonly limit: number;
  /** Most hits of one index. */
  readonly perIndex: number;
  readonly scan: Scan;
  readonly signal: AbortSignal;
};

/** At most `limit` hits, best first, with the scores of local indexes; of an exact scan the same hits. */
export async function rankTeam(
  scan: CandidateScan,
  asked: readonly AskedTeamIndex[],
  { limit, perIndex, scan: kind, signal }: RankOptions,
): Promise<readonly TeamFound[]> {
  const indexes = asked.map(({ index, areas }) => ({ grid: index.key.grid, areas }));
  const all: Candidate[] = [];
  let open = asked.map((each, position) => ({ ...each, position }));
  let count = limit * CANDIDATES_PER_HIT;
  for (;;) {
    signal.throwIfAborted();
    const { candidates, floor } = await scan.best(open, count, kind);
    for (const candidate of candidates) all.push(candidate);
    const hits = hitsAmong(all, indexes, { limit, perIndex, floor });
    if (hits.isSure) return hits.list;
    const full = fullIndexes(hits.list, perIndex, floor);
    const stillOpen = open.filter(({ position }) => !full.has(position));
    if (stillOpen.length === open.length) count *= GROWTH;
    open = stillOpen;
  }
}

/** Indexes that have all the hits that they may have: more of their windows change nothing. */
function fullIndexes(hits: readonly TeamFound[], perIndex: number, floor: number): ReadonlySet<number> {
  const count = new Map<number, number>();
  for (const { index, score } of hits) if (score > floor) count.set(index, (count.get(index) ?? 0) + 1);
  return new Set([...count].filter(([, sure]) => sure >= perIndex).map(([index]) => index));
}
