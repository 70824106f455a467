/** The maps that the benchmark compares, by name. */
import { bestScores } from '../../../core/search/best-scores.ts';
import { type Grid, windowCount } from '../../../core/search/grid.ts';
import type { Scores } from '../../../core/search/open-index.ts';
import { PATCH_ATTENTIONS, type PatchAttention } from '../../../models/clip/patch-block.ts';
import {
  COMBINATIONS,
  combined,
  FIELDS,
  type PatchScores,
  patchField,
  type Samples,
  sizeField,
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
  for (const attention of PATCH_ATTENTIONS) {
    const scores = patches.get(attention)!;
    const everywhere = patchField(grid, scores, () => true);
    maps.push({ name: `patches ${attention}`, samples: everywhere });
    if (attention === 'plain') continue;
    const inBest = patchField(grid, scores, (segment, number) => isBest.has(`${segment} ${number}`));
    const z = standardized(everywhere);
    const zBest = standardized(inBest);
    const least = zBest.reduce((a, b) => (Number.isNaN(b) ? a : Math.min(a, b)), Number.POSITIVE_INFINITY);
    for (const base of ['mean, mean', 'linear, mean', 'maximum, mean', 'linear, max']) {
      const window = standardized(plain.get(base)!);
      for (const share of [0.5, 1])
        maps.push({
          name: `z(${base}) + ${share} z(${attention})`,
          samples: window.map((x, i) => x + share * z[i]),
        });
      for (const fill of [least, -1, 0])
        maps.push({
          name: `z(${base}) + z(${attention}) in best${fill === least ? '' : ` ${fill}`}`,
          samples: window.map((x, i) => x + (Number.isNaN(zBest[i]) ? fill : zBest[i])),
        });
    }
  }
  void all;
  return maps;
}
