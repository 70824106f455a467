/** Verdicts: whether a scene shows what a sentence says, judged by the model's calibration against the bank of everyday sentences. */

import type { ModelId } from '../../../core/documents/ids.ts';
import type { ValueRange } from '../../../core/documents/scene.ts';
import type { Outline, QueryTerm } from '../../../core/documents/search.ts';
import { type Verdict, windowsInWords } from '../../../core/documents/verdict.ts';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import type { Calibration } from '../../../core/search/calibration.ts';
import type { OpenIndex, Scores } from '../../../core/search/open-index.ts';
import { judgePresence, notCalibrated, notJudged } from '../../../core/search/presence.ts';
import { sortedScores } from '../../../core/search/score-distribution.ts';
import type { ModelService } from '../models/model-service.ts';
import type { IndexService } from './index-service.ts';

const LIMITED = 'Verdicts are given for whole scenes; this question is limited to an area.';

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

  async #verdictOn(
    { model, index, terms, area, vector, scores, metresPerPixel }: JudgedQuery,
    signal: AbortSignal,
  ): Promise<Verdict> {
    const open = area === null ? whyNotJudged(terms, index) : LIMITED;
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
    const bankScores = await this.#indexes.bankScoresOf(index, signal);
    const centred = bankScores.centred(scores);
    const standing = bankScores.standing(vector, centred);
    if (standing === null) return notJudged('No window of the scene holds data.');
    const windowMetres =
      metresPerPixel === null ? [] : index.key.grid.segments.map(({ sizePx }) => sizePx * metresPerPixel);
    return judgePresence(calibration, standing, bankScores.bankCosineAtBest(centred), windowMetres);
  }
}

/** Why the query is not judged; null for a single sentence over a complete index, as in the calibration. */
function whyNotJudged(terms: readonly QueryTerm[], index: OpenIndex): string | null {
  if (terms.some(({ kind }) => kind !== 'text'))
    return 'Verdicts are given for sentences; this query has example windows.';
  if (terms.some(({ weight }) => weight < 0))
    return 'Verdicts are given for single sentences; this query also has something to avoid.';
  if (terms.length > 1) return 'Verdicts are given for single sentences; this query has several.';
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
