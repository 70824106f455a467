/** Verdicts: whether a scene shows what a sentence says, judged by the model's calibration against the bank of everyday sentences. */

import type { ModelId } from '../../../core/documents/ids.ts';
import type { ValueRange } from '../../../core/documents/scene.ts';
import type { Outline, QueryTerm } from '../../../core/documents/search.ts';
import { type Verdict, windowsInWords } from '../../../core/documents/verdict.ts';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import { windowsIn } from '../../../core/search/best-scores.ts';
import type { Calibration } from '../../../core/search/calibration.ts';
import type { OpenIndex, Scores } from '../../../core/search/open-index.ts';
import { heedEdge, judgePresence, notCalibrated, notJudged } from '../../../core/search/presence.ts';
import { sortedScores } from '../../../core/search/score-distribution.ts';
import { whyNotRead } from '../../../core/search/sentence-hints.ts';
import type { ModelService } from '../models/model-service.ts';
import { AreaStandings } from './area-standing.ts';
import type { IndexService } from './index-service.ts';

/** The rates were measured on this many windows and more (`npm run bench:verdict`). */
const LEAST_IN_AREA = 30;
/** The question waits while the bank is scored in them. */
const MOST_IN_AREA = 20_000;
const NO_DATA = 'No window of the scene holds data.';

export type Judgement = {
  readonly verdict: Verdict;
  /** Cosines at the ends of the absolute colour scale; without a calibration, the lowest and highest score of the query. */
  readonly absoluteRange: ValueRange;
};

/** Subject of a verdict: a query that was run. */
export type JudgedQuery = {
  readonly model: ModelId;
  readonly index: OpenIndex;
  readonly terms: readonly QueryTerm[];
  /** The part of the scene that was searched; null for all of it. */
  readonly area: Outline | null;
  /** Unit vector of the query, [dim], and its scores over the index. */
  readonly vector: Float32Array;
  readonly scores: Scores;
  /** Null for a scene without ground resolution. */
  readonly metresPerPixel: number | null;
};

export class VerdictService {
  readonly #models: ModelService;
  readonly #indexes: IndexService;
  readonly #inAreas = new AreaStandings();

  constructor(models: ModelService, indexes: IndexService) {
    this.#models = models;
    this.#indexes = indexes;
  }

  async judge(query: JudgedQuery, signal: AbortSignal): Promise<Judgement> {
    const verdict = await this.#verdictOn(query, signal);
    return { verdict, absoluteRange: absoluteRange(verdict, query.scores) };
  }

  /** Standing (z) of a single sentence over a complete index; null if it gets no verdict there. */
  async standingOf(index: OpenIndex, vector: Float32Array, signal: AbortSignal): Promise<number | null> {
    if (!index.isComplete) return null;
    const bankScores = await this.#indexes.bankScoresOf(index, signal);
    const standing = bankScores.standing(vector, bankScores.centred(index.scores(vector)));
    return standing === null ? null : standing.z;
  }

  async #verdictOn(query: JudgedQuery, signal: AbortSignal): Promise<Verdict> {
    const { model, index, terms, scores, metresPerPixel } = query;
    const area = query.area !== null && leavesOut(index, scores) ? query.area : null;
    const open = whyNotJudged(terms, index) ?? (area && whyAreaNotJudged(scores));
    if (open !== null) return notJudged(open);
    let calibration: Calibration | null;
    try {
      calibration = await this.#models.calibrations.read(model);
    } catch (error) {
      // The hits are unaffected: only the verdict is missing.
      if (!(error instanceof InvalidInput || error instanceof Unsupported)) throw error;
      return notCalibrated(`${error.message}.`);
    }
    if (calibration === null)
      return notCalibrated(
        `Calibrate model ${model} to get verdicts: in the Models panel, or by "longsight models calibrate ${model}".`,
      );
    const windowMetres =
      metresPerPixel === null ? [] : index.key.grid.segments.map(({ sizePx }) => sizePx * metresPerPixel);
    return area === null
      ? this.#verdictOnScene(query, calibration, windowMetres, signal)
      : this.#verdictOnArea({ ...query, area }, calibration, windowMetres, signal);
  }

  async #verdictOnScene(
    { index, vector, scores }: JudgedQuery,
    calibration: Calibration,
    windowMetres: readonly number[],
    signal: AbortSignal,
  ): Promise<Verdict> {
    const bankScores = await this.#indexes.bankScoresOf(index, signal);
    const centred = bankScores.centred(scores);
    const standing = bankScores.standing(vector, centred);
    if (standing === null) return notJudged(NO_DATA);
    return judgePresence(calibration, standing, bankScores.bankCosineAtBest(centred), windowMetres);
  }

  async #verdictOnArea(
    { index, area, vector, scores }: JudgedQuery & { readonly area: Outline },
    calibration: Calibration,
    windowMetres: readonly number[],
    signal: AbortSignal,
  ): Promise<Verdict> {
    const bank = await this.#models.calibrations.bank(index.key.model.id as ModelId, signal);
    const inArea = await this.#inAreas.standing({ index, bank, area }, vector, scores, signal);
    if (inArea.standing === null) return notJudged(NO_DATA);
    const verdict = judgePresence(calibration, inArea.standing, inArea.bankCosine, windowMetres);
    return verdict.kind === 'absent'
      ? heedEdge(verdict, calibration, await inArea.reaching(signal))
      : verdict;
  }
}

/** Whether the scores are those of a part of the indexed windows. */
function leavesOut(index: OpenIndex, scores: Scores): boolean {
  return windowsIn(scores) < index.windowsEmbedded;
}

/** Why a question to an area is not judged; null if its number of windows is one that can be judged. */
function whyAreaNotJudged(scores: Scores): string | null {
  const windows = windowsIn(scores);
  if (windows < LEAST_IN_AREA)
    return `Verdicts are given for areas of ${LEAST_IN_AREA} windows or more, and this one has ${windows}: draw a larger area, or index smaller windows.`;
  if (windows > MOST_IN_AREA)
    return `Verdicts are given for areas of up to ${MOST_IN_AREA} windows, and this one has ${windows}: draw a smaller area, or search the whole scene.`;
  return null;
}

/** Why the query is not judged; null for a single sentence over a complete index, as in the calibration. */
function whyNotJudged(terms: readonly QueryTerm[], index: OpenIndex): string | null {
  if (terms.some(({ kind }) => kind !== 'text'))
    return 'Verdicts are given for sentences; this query has example windows.';
  if (terms.some(({ weight }) => weight < 0))
    return 'Verdicts are given for single sentences; this query also has something to avoid.';
  if (terms.length > 1) return 'Verdicts are given for single sentences; this query has several.';
  const unread = whyNotRead(terms);
  if (unread !== null) return unread;
  if (!index.isComplete) {
    const why = index.damage === null ? 'are indexed' : 'can be read, because the index is damaged';
    return `Only ${windowsInWords(index.windowsDone, index.windowsPlanned)} ${why}: index the scene again, then ask again.`;
  }
  return null;
}

/** From the typical score of absent content to that of present content; without a verdict, the range of scores in the scene. */
function absoluteRange({ scale }: Verdict, scores: Scores): ValueRange {
  const sorted = sortedScores(scores);
  // A scene full of what is asked for reaches more than is typical: without its own maximum the map would be one colour.
  if (scale !== null && scale.present > scale.absent)
    return { min: scale.absent, max: Math.max(scale.present, sorted.at(-1) ?? scale.present) };
  return { min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 };
}
