/** How a sentence stands in a part of a scene, among the bank's sentences in the same part. */
import type { Outline } from '../../../core/documents/search.ts';
import type { Bank } from '../../../core/search/bank.ts';
import { BankScores } from '../../../core/search/bank-scores.ts';
import type { OpenIndex, Scores } from '../../../core/search/open-index.ts';
import type { Standing } from '../../../core/search/standing.ts';
import { reachingScores } from '../../../core/search/within-area.ts';

/** In an area, few windows may show what is asked for. Chosen by `npm run bench:area-verdict`. */
const BEST_WINDOWS = 1;

export type AreaStanding = {
  /** Null if no window of the area has an embedding. */
  readonly standing: Standing | null;
  /** Mean cosine of the bank with the best window of the area. */
  readonly bankCosine: number;
  /** Standing over all windows that show a part of the area, also those with their centre outside. */
  reaching(signal: AbortSignal): Promise<Standing | null>;
};

/** The bank's scores in one area: of the windows with their centre in it, and of those that reach into it. */
type InArea = {
  readonly name: string;
  readonly bank: Bank;
  readonly inside: BankScores;
  reaching: BankScores | null;
};

/** Keeps the bank's scores in the area of the last question to each index. */
export class AreaStandings {
  readonly #known = new WeakMap<OpenIndex, InArea>();

  /** `scores` are those of the unit vector `query` [dim] in the windows with their centre in `area`, NaN in the others. */
  async standing(
    { index, bank, area }: { readonly index: OpenIndex; readonly bank: Bank; readonly area: Outline },
    query: Float32Array,
    scores: Scores,
    signal: AbortSignal,
  ): Promise<AreaStanding> {
    const { grid } = index.key;
    const known = await this.#inArea(JSON.stringify(area), index, bank, scores, signal);
    const centred = known.inside.centred(scores);
    return {
      standing: known.inside.standing(query, centred, BEST_WINDOWS),
      bankCosine: known.inside.bankCosineAtBest(centred),
      reaching: async (abort) => {
        const wider = reachingScores(grid, index.scores(query), area);
        const bankScores = known.reaching ?? (await scored(bank, index, wider, abort));
        known.reaching = bankScores;
        return bankScores.standing(query, bankScores.centred(wider), BEST_WINDOWS);
      },
    };
  }

  async #inArea(
    name: string,
    index: OpenIndex,
    bank: Bank,
    scores: Scores,
    signal: AbortSignal,
  ): Promise<InArea> {
    const known = this.#known.get(index);
    if (known?.name === name && known.bank === bank) return known;
    const made = { name, bank, inside: await scored(bank, index, scores, signal), reaching: null };
    this.#known.set(index, made);
    return made;
  }
}

async function scored(
  bank: Bank,
  index: OpenIndex,
  within: Scores,
  signal: AbortSignal,
): Promise<BankScores> {
  const scores = new BankScores(bank, index.key.grid, within);
  await scores.catchUp(index, signal);
  return scores;
}
