/** Settings of one transaction that ranks windows. */
import type { Sql } from './sql.ts';

/** How to rank: all windows, or by the approximate index of the store with this width of its search. */
export type Scan =
  | { readonly kind: 'exact' }
  | { readonly kind: 'hnsw' | 'ivfflat'; readonly searchWidth: number };

/** What pgvector takes at most. */
const WIDEST = { hnsw: 1000, ivfflat: 32_768 } as const;
const SETTINGS = {
  hnsw: (width: number) =>
    `set local hnsw.ef_search = ${width}; set local hnsw.iterative_scan = relaxed_order`,
  ivfflat: (width: number) =>
    `set local ivfflat.probes = ${width}; set local ivfflat.iterative_scan = relaxed_order`,
} as const;

export async function prepareScan(tx: Sql, scan: Scan): Promise<void> {
  // Compiling the statement takes longer than it saves.
  await tx.query('set local jit = off');
  if (scan.kind === 'exact') return;
  const width = Math.min(WIDEST[scan.kind], Math.max(1, Math.round(scan.searchWidth)));
  await tx.query(`${SETTINGS[scan.kind](width)}; set local enable_seqscan = off`);
}
