/** Refinement of a model's calibration by the questions that the analyst judged. */
import type { ModelId } from '../../../core/documents/ids.ts';
import type { CalibrationSummary, RefinedCalibration } from '../../../core/documents/model.ts';
import { type HitReview, judgedQuestions } from '../../../core/documents/reviews.ts';
import { InvalidInput, NotFound } from '../../../core/errors.ts';
import type { OpenIndex } from '../../../core/search/open-index.ts';
import type { ModelService } from '../models/model-service.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import type { IndexService } from './index-service.ts';
import type { VerdictService } from './verdict-service.ts';

export class JudgedCalibrations {
  readonly #scenes: SceneService;
  readonly #models: ModelService;
  readonly #indexes: IndexService;
  readonly #verdicts: VerdictService;

  constructor(scenes: SceneService, models: ModelService, indexes: IndexService, verdicts: VerdictService) {
    this.#scenes = scenes;
    this.#models = models;
    this.#indexes = indexes;
    this.#verdicts = verdicts;
  }

  /**
   * Asks every judged question again and lets its standing join those of the calibration pictures. Throws `InvalidInput` if no question
   * can be used, `NotFound` for a model that is not calibrated; the calibration is then unchanged.
   */
  async refine(
    model: ModelId,
    reviews: readonly HitReview[],
    signal: AbortSignal,
  ): Promise<RefinedCalibration> {
    const questions = judgedQuestions(reviews);
    if (questions.length === 0)
      throw new InvalidInput(
        'no question is judged yet: accept a hit of a sentence, or reject its three best hits, then try again',
      );
    const encoder = await this.#models.encoder(model);
    const [absent, present]: [number[], number[]] = [[], []];
    for (const { scene, text, isPresent } of questions) {
      signal.throwIfAborted();
      const index = this.#scenes.isKnown(scene) ? await this.#indexIfThere(scene, model) : null;
      if (index === null) continue;
      const vector = await encoder.encodeTexts([text], signal);
      const standing = await this.#verdicts.standingOf(index, vector, signal);
      if (standing !== null) (isPresent ? present : absent).push(standing);
    }
    const used = absent.length + present.length;
    if (used === 0)
      throw new InvalidInput(
        `none of the ${questions.length} judged questions is about a scene that is indexed with model ${model}: index their scenes first`,
      );
    const calibration = await this.#models.calibrations.refine(model, { absent, present });
    return { calibration, leftOut: questions.length - used };
  }

  /** Restores the calibration on the pictures alone. */
  forget(model: ModelId): Promise<CalibrationSummary> {
    return this.#models.calibrations.refine(model, { absent: [], present: [] });
  }

  async #indexIfThere(scene: HitReview['scene'], model: ModelId): Promise<OpenIndex | null> {
    try {
      return await this.#indexes.forQuery(scene, model);
    } catch (error) {
      if (error instanceof NotFound) return null;
      throw error;
    }
  }
}
