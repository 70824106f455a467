/** The maps that the benchmark compares, by name. */
import type { RasterWindow } from '../../../core/documents/scene.ts';
import { bestScores } from '../../../core/search/best-scores.ts';
import { type Grid, segmentCount, windowAt, windowCount } from '../../../core/search/grid.ts';
import type { Scores } from '../../../core/search/open-index.ts';
import { rankHits } from '../../../core/search/rank.ts';
import { sharpenedMap } from '../../../core/search/sharpened-map.ts';
import { similarityMap } from '../../../core/search/similarity-map.ts';
import { windowKey, windowsToSharpen } from '../../../core/search/windows-to-sharpen.ts';
import { PATCH_ATTENTIONS, type PatchAttention } from '../../../models/clip/patch-block.ts';
import {
  COMBINATIONS,
  combined,
  FIELDS,
  meanOfSizes,
  type PatchScores,
  patchField,
  type Samples,
  shownMap,
  sizeField,
  standardized,
} from './candidates.ts';

export type Named = { readonly name: string; readonly samples: Samples };

/** The map of the first versions, which the others are measured against. */
export const NOW = 'now: mean of sizes';
/** Windows encoded again for a sharpened map. */
const BEST = 48;

/** Passes of the image tower that a map costs; patches of all windows cost no pass of their own. */
export function passesOf(name: string, grid: Grid): number {
  return windowCount(grid) + (name.includes('best windows') ? BEST : 0);
}

/** `all`: every combination that was tried, not only those that the report is about. */
export function candidateMaps(
  grid: Grid,
  { windows, patches }: { windows: Scores; patches: ReadonlyMap<PatchAttention, PatchScores> },
  all: boolean,
): Named[] {
  const map = similarityMap(grid, windows);
  const maps: Named[] = [
    { name: NOW, samples: meanOfSizes(grid, windows) },
    { name: 'shown: the best that covers', samples: shownMap(grid, map) },
  ];
  const plain = new Map<string, Samples>();
  for (const field of FIELDS) {
    const fields = grid.segments.map((_, s) => sizeField(grid, windows, s, field));
    for (const combination of COMBINATIONS) {
      const samples = combined(fields, windows, combination);
      plain.set(`${field}, ${combination}`, samples);
      const isReported = ['mean', 'max', 'chosen', 'weighted'].includes(combination) && field !== 'nearest';
      if (all || isReported) maps.push({ name: `windows: ${field}, sizes: ${combination}`, samples });
    }
  }
  const hits = rankHits(grid, windows, 50).map((hit, i) => ({ ...hit, rank: i + 1, percentile: 0 }));
  const asked = windowsToSharpen(grid, windows, hits);
  const best = bestScores(windows, asked.length);
  const isBest = new Set(best.map(({ list, number }) => `${list} ${number}`));
  const chosen = (segment: number, number: number) => isBest.has(`${segment} ${number}`);
  const bases = all ? ['mean, mean', 'linear, mean', 'maximum, mean', 'maximum, max'] : ['maximum, max'];
  for (const attention of PATCH_ATTENTIONS) {
    const scores = patches.get(attention)!;
    const everywhere = patchField(grid, scores, () => true);
    maps.push({ name: `patches ${attention}`, samples: everywhere });
    if (attention === 'plain') continue;
    const patched = asked.map((each) => ({ ...each, ...patchesOf(grid, scores, each.window) }));
    maps.push({
      name: `sharpened by ${attention}, best windows`,
      samples: shownMap(grid, sharpenedMap(grid, map, patched)),
    });
    const z = standardized(everywhere);
    const inBest = standardized(patchField(grid, scores, chosen));
    for (const base of bases) {
      const under = plain.get(base)!;
      const window = standardized(under);
      const name = base === 'maximum, max' ? 'shown' : base;
      maps.push({
        name: `z(${name}) + z(${attention}), all windows`,
        samples: window.map((x, i) => x + z[i]),
      });
      maps.push({
        name: `z(${name}) + z(${attention}), best windows`,
        samples: window.map((x, i) => x + (Number.isNaN(inBest[i]) ? 0 : inBest[i])),
      });
    }
  }
  return maps;
}

function patchesOf(
  grid: Grid,
  scores: PatchScores,
  win: RasterWindow,
): { patches: Float32Array; patchesPerEdge: number } {
  for (const [s, segment] of grid.segments.entries())
    for (let number = 0; number < segmentCount(segment); number++) {
      if (windowKey(windowAt(grid, segment, number)) !== windowKey(win)) continue;
      const each = scores[s].length / segmentCount(segment);
      return {
        patches: scores[s].subarray(number * each, (number + 1) * each),
        patchesPerEdge: Math.sqrt(each),
      };
    }
  throw new Error(`no window ${windowKey(win)}`);
}
