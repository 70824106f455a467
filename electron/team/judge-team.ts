/** Verdicts on a team store as a whole and on its scenes: those that a local collection of the same indexes gives. */
import type { Verdict } from '../../core/documents/verdict.ts';
import type { Bank } from '../../core/search/bank.ts';
import type { Calibration } from '../../core/search/calibration.ts';
import { windowCount } from '../../core/search/grid.ts';
import { Top } from '../../core/search/standing.ts';
import { addTops, type BankTops, noTops, standingOf } from '../../core/team/bank-tops.ts';
import { verdictOf, windowMetresOf } from '../app/collections/collection-verdicts.ts';
import { readBankTops } from './bank-rows.ts';
import { type CentredWindow, CentredWindows } from './centred-windows.ts';
import { embeddedIn, type TeamIndex } from './index-rows.ts';
import type { Scan } from './prepare-scan.ts';
import type { TeamScene } from './scene-rows.ts';
import type { TeamDatabase } from './sql.ts';

/** What the model knows of present and absent content. */
export type Judge = { readonly bank: Bank; readonly calibration: Calibration | null };

export type JudgedIndex = { readonly index: TeamIndex; readonly scene: TeamScene };

export type TeamVerdicts = {
  readonly all: Verdict;
  readonly of: (asked: JudgedIndex) => Verdict;
};

/** Windows that are compared for verdicts on scenes after an approximate search, which takes about a second. */
const MOST_JUDGED = 500_000;
const NOT_COMPARED =
  'Verdicts are given for the scenes with the best hits after an approximate search: limit the question to this scene.';

type Options = {
  readonly db: TeamDatabase;
  readonly model: number;
  readonly judge: Judge;
  /** Unit vector [dim] of the sentence. */
  readonly query: Float32Array;
  readonly scan: Scan;
};

/** The same reason for all. */
export function noVerdicts(why: string): TeamVerdicts {
  const verdict = verdictOf(why, null, Number.NaN, null, []);
  return { all: verdict, of: () => verdict };
}

/**
 * Verdict on `asked` together, and on each of `withHits`, best first. After an approximate search, that on all of them follows from what it
 * found, and not so many scenes are judged that it would have been faster to compare all windows.
 */
export async function judgeTeam(
  { db, model, judge: { bank, calibration }, query, scan }: Options,
  asked: readonly JudgedIndex[],
  withHits: readonly JudgedIndex[],
): Promise<TeamVerdicts> {
  const ids = asked.map(({ index }) => index.id);
  const tops = await readBankTops(db, ids, bank);
  const without = asked.find(({ index }) => !tops.has(index.id));
  if (without !== undefined)
    return noVerdicts(
      `The everyday sentences were not asked of ${without.scene.name}: publish its index again with "longsight team publish".`,
    );
  const windows = new CentredWindows({ db, model, bank }, query);
  const all = await windows.ofAll(ids, scan);
  const judged = scan.kind === 'exact' ? withHits : firstOf(withHits, MOST_JUDGED);
  const each = await windows.ofEach(judged.map(({ index }) => index.id));
  const standing = (best: readonly CentredWindow[], windows: number, ofBank: BankTops) =>
    standingOf(bank, query, topOf(best), windows, ofBank);
  return {
    all: verdictOf(
      null,
      standing(all, embeddedIn(asked), merged(bank, [...tops.values()])),
      Number.NaN,
      calibration,
      [],
    ),
    of: ({ index, scene }) => {
      const best = each.get(index.id);
      if (best === undefined) return verdictOf(NOT_COMPARED, null, Number.NaN, calibration, []);
      const own = standing(best, index.windowsEmbedded, tops.get(index.id) ?? noTops(bank));
      const mean = own === null ? Number.NaN : best[0].mean;
      return verdictOf(null, own, mean, calibration, windowMetresOf(scene, index.key.grid));
    },
  };
}

/** The first ones, at least one, as long as they have at most so many windows. */
export function firstOf(asked: readonly JudgedIndex[], mostWindows: number): readonly JudgedIndex[] {
  let windows = 0;
  return asked.filter(({ index }, place) => {
    windows += windowCount(index.key.grid);
    return place === 0 || windows <= mostWindows;
  });
}

function topOf(best: readonly CentredWindow[]): Top {
  const top = new Top();
  for (const { centred } of best) top.add(centred);
  return top;
}

function merged(bank: Bank, all: readonly BankTops[]): BankTops {
  const tops = noTops(bank);
  for (const each of all) addTops(tops, each);
  return tops;
}
