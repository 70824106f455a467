/** Is the best match convincing? Judged against the model's calibration, never by a fixed cut-off. */
import type { ModelId, Range, Verdict } from '../../../core/rpc/documents.ts';
import { type Calibration, comparisonBank, parseCalibration } from '../../../core/search/calibration.ts';
import type { OpenIndex, Scores } from '../../../core/search/open-index.ts';
import { judgePresence, type Presence } from '../../../core/search/presence.ts';
import type { ComparisonBank } from '../../../core/search/presence-evidence.ts';
import { sortedScores } from '../../../core/search/score-distribution.ts';
import { CALIBRATION_FILE, type ModelService } from './model-service.ts';

export type Judgement = {
  readonly verdict: Verdict;
  /** Cosines at the ends of the absolute colour scale. */
  readonly absoluteRange: Range;
};

type Measure = { readonly calibration: Calibration; readonly bank: ComparisonBank };

export class VerdictService {
  readonly #models: ModelService;
  /** Null: the model has none. */
  readonly #measures = new Map<ModelId, Promise<Measure | null>>();

  constructor(models: ModelService) {
    this.#models = models;
  }

  /** `scores` are those of `query` over the index. */
  async judge(model: ModelId, index: OpenIndex, query: Float32Array, scores: Scores): Promise<Judgement> {
    const measure = await this.#measureOf(model);
    if (measure === null) return uncalibrated(scores);
    const { calibration, bank } = measure;
    const presence = judgePresence(calibration, bank, index, query, scores);
    return { verdict: inWords(presence, calibration), absoluteRange: absoluteRange(calibration) };
  }

  #measureOf(model: ModelId): Promise<Measure | null> {
    const known = this.#measures.get(model);
    if (known) return known;
    const loading = this.#load(model);
    this.#measures.set(model, loading);
    loading.catch(() => this.#measures.delete(model));
    return loading;
  }

  async #load(model: ModelId): Promise<Measure | null> {
    const bytes = await this.#models.companionFile(model, CALIBRATION_FILE);
    if (bytes === null) return null;
    const identity = await this.#models.identity(model);
    const calibration = parseCalibration(
      new TextDecoder().decode(bytes),
      identity,
      `the calibration of ${model}`,
    );
    if (calibration === null) return null;
    return { calibration, bank: await comparisonBank(calibration, await this.#models.encoder(model)) };
  }
}

/** From well below what absent sentences reach to a little above what present ones reach. */
function absoluteRange({ typicalBest: { absent, present } }: Calibration): Range {
  const step = present - absent;
  return { min: absent - step, max: present + step / 4 };
}

function inWords({ verdict, best }: Presence, { typicalBest: { absent, present } }: Calibration): Verdict {
  const scale = `Sentences about what is there typically reach ${present.toFixed(2)} with this model, about what is not ${absent.toFixed(2)}.`;
  if (best === null)
    return { kind: 'none', reason: 'No convincing match: no window of the scene holds data.' };
  const found = `best window ${best.toFixed(2)}`;
  switch (verdict) {
    case 'convincing':
      return { kind: 'convincing', reason: `Convincing match (${found}). ${scale}` };
    case 'weak':
      return { kind: 'weak', reason: `Uncertain match (${found}): look at the windows yourself. ${scale}` };
    case 'none':
      return { kind: 'none', reason: `No convincing match (${found}). ${scale}` };
  }
}

function uncalibrated(scores: Scores): Judgement {
  const sorted = sortedScores(scores);
  return {
    verdict: {
      kind: 'uncalibrated',
      reason:
        'This model has no calibration: compare the scores by eye, whether a match convinces is not judged.',
    },
    absoluteRange: { min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 },
  };
}
