/** The maps that the benchmark compares, by name. */
import { bestScores } from '../../../core/search/best-scores.ts';
import { type Grid, windowCount } from '../../../core/search/grid.ts';
import type { Scores } from '../../../core/search/open-index.ts';
import { PATCH_ATTENTIONS, type PatchAttention } from '../../../models/clip/patch-block.ts';
import {
  COMBINATIONS,
  carved,
  combined,
  FIELDS,
  type PatchScores,
  patchField,
  type Samples,
  sizeField,
  spreadOf,
  standardized,
  todaysMap,
} from './candidates.ts';

export type Named = { readonly name: string; readonly samples: Samples };

/** Windows encoded again for a sharpened map. */
const BEST = 32;

/** Passes of the image tower that a map costs; those for patches of all windows come with the windows themselves. */
export function PASSES(name: string, grid: Grid): number {
  return windowCount(grid) + (name.includes('best') ? BEST : 0);
}

export function candidateMaps(
  grid: Grid,
  { windows, patches }: { windows: Scores; patches: ReadonlyMap<PatchAttention, PatchScores> },
  all: boolean,
): Named[] {
  const maps: Named[] = [{ name: 'now', samples: todaysMap(grid, windows) }];
  const plain = new Map<string, Samples>();
  for (const field of FIELDS) {
    const fields = grid.segments.map((_, s) => sizeField(grid, windows, s, field));
    for (const combination of COMBINATIONS) {
      const samples = combined(fields, windows, combination);
      plain.set(`${field}, ${combination}`, samples);
      maps.push({ name: `windows: ${field}, sizes: ${combination}`, samples });
    }
  }
  const best = bestScores(windows, BEST);
  const isBest = new Set(best.map(({ list, number }) => `${list} ${number}`));
  const spread = spreadOf(windows);
  const chosen = (segment: number, number: number) => isBest.has(`${segment} ${number}`);
  for (const attention of PATCH_ATTENTIONS) {
    const scores = patches.get(attention)!;
    const everywhere = patchField(grid, scores, () => true);
    maps.push({ name: `patches ${attention}`, samples: everywhere });
    if (attention === 'plain') continue;
    const z = standardized(everywhere);
    const inBest = standardized(patchField(grid, scores, chosen));
    for (const base of ['mean, mean', 'linear, mean', 'maximum, mean', 'linear, max', 'maximum, max']) {
      const window = standardized(plain.get(base)!);
      maps.push({ name: `z(${base}) + z(${attention})`, samples: window.map((x, i) => x + z[i]) });
      for (const fill of [-1, 0])
        maps.push({
          name: `z(${base}) + z(${attention}) in best, else ${fill}`,
          samples: window.map((x, i) => x + (Number.isNaN(inBest[i]) ? fill : inBest[i])),
        });
      for (const drop of [0.5, 1])
        maps.push({
          name: `${base} carved by ${attention}, ${drop}`,
          samples: carved(grid, windows, scores, chosen, plain.get(base)!, drop * spread),
        });
    }
  }
  void all;
  return maps;
}
