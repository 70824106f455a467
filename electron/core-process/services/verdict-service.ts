/** Is the best match convincing? Judged against the model's calibration, never by a fixed cut-off. */
import type { ModelId, Range, Verdict } from '../../../core/rpc/documents.ts';
import type { OpenIndex, Scores } from '../../../core/search/open-index.ts';
import { sortedScores } from '../../../core/search/score-distribution.ts';
import type { ModelService } from './model-service.ts';

export type Judgement = { readonly verdict: Verdict; readonly absoluteRange: Range };

export class VerdictService {
  readonly #models: ModelService;

  constructor(models: ModelService) {
    this.#models = models;
  }

  async judge(
    model: ModelId,
    _index: OpenIndex,
    _query: Float32Array,
    scores: Scores,
    _signal: AbortSignal,
  ): Promise<Judgement> {
    await this.#models.identity(model);
    const sorted = sortedScores(scores);
    return {
      verdict: {
        kind: 'uncalibrated',
        reason: 'This model has no calibration: judge the scores by eye.',
      },
      absoluteRange: { min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 },
    };
  }
}
