/** Service for verdicts on whether a best match is convincing, by the model's calibration instead of a fixed threshold. */

import type { ModelId } from '../../../core/documents/ids.ts';
import type { ValueRange } from '../../../core/documents/scene.ts';
import type { Verdict } from '../../../core/documents/verdict.ts';
import { embeddingIdentity, type ModelIdentity } from '../../../core/encoder.ts';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import { type Calibration, comparisonBank } from '../../../core/search/calibration.ts';
import type { OpenIndex, Scores } from '../../../core/search/open-index.ts';
import { judgePresence, type Presence } from '../../../core/search/presence.ts';
import type { ComparisonBank } from '../../../core/search/presence-evidence.ts';
import { sortedScores } from '../../../core/search/score-distribution.ts';
import type { ModelService } from '../models/model-service.ts';

export type Judgement = {
  readonly verdict: Verdict;
  /** Cosines at the ends of the absolute colour scale; without a calibration, the lowest and highest score of the query. */
  readonly absoluteRange: ValueRange;
};

type Measure = { readonly calibration: Calibration; readonly bank: ComparisonBank };

export class VerdictService {
  readonly #models: ModelService;
  /** By SHA-256 of the weights and precision, since other weights may be imported under the same name. Null without a calibration. */
  readonly #measures = new Map<string, Promise<Measure | null>>();

  constructor(models: ModelService) {
    this.#models = models;
  }

  /** The verdict for the unit vector `query`, whose scores over the index are `scores`. */
  async judge(model: ModelId, index: OpenIndex, query: Float32Array, scores: Scores): Promise<Judgement> {
    let measure: Measure | null;
    try {
      measure = await this.#measureOf(model);
    } catch (error) {
      // The hits are as good as ever: only the judgement is missing.
      if (!(error instanceof InvalidInput || error instanceof Unsupported)) throw error;
      return uncalibrated(scores, `Whether a match convinces cannot be judged: ${error.message}.`);
    }
    if (measure === null)
      return uncalibrated(scores, 'Whether a match convinces is not judged: compare the scores by eye.');
    const { calibration, bank } = measure;
    const presence = judgePresence(calibration, bank, index, query, scores);
    return { verdict: inWords(presence, calibration), absoluteRange: absoluteRange(calibration) };
  }

  async #measureOf(model: ModelId): Promise<Measure | null> {
    const identity = await this.#models.identity(model);
    const key = embeddingIdentity(identity);
    const known = this.#measures.get(key);
    if (known) return known;
    const loading = this.#load(model, identity);
    this.#measures.set(key, loading);
    loading.catch(() => this.#measures.delete(key));
    return loading;
  }

  async #load(model: ModelId, identity: ModelIdentity): Promise<Measure | null> {
    const calibration = await this.#models.calibration(identity);
    if (calibration === null) return null;
    return { calibration, bank: await comparisonBank(calibration, await this.#models.encoder(model)) };
  }
}

/** From 0 to the typical best score of sentences whose content is present. */
function absoluteRange({ typicalBest }: Calibration): ValueRange {
  return { min: 0, max: typicalBest.present };
}

function inWords({ verdict, best }: Presence, { typicalBest: { absent, present } }: Calibration): Verdict {
  if (best === null) return { kind: 'none', reason: 'No window of the scene contains data.' };
  const scale = `With this model, the best score is typically ${present.toFixed(2)} for content that is present and ${absent.toFixed(2)} for content that is absent.`;
  const advice = verdict === 'weak' ? ' Check the windows yourself.' : '';
  return { kind: verdict, reason: `The best window scores ${best.toFixed(2)}. ${scale}${advice}` };
}

function uncalibrated(scores: Scores, reason: string): Judgement {
  const sorted = sortedScores(scores);
  return {
    verdict: { kind: 'uncalibrated', reason },
    absoluteRange: { min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 },
  };
}
