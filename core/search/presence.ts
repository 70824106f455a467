/** The honest answer: does the best match of a sentence convince, or is nothing of the kind there? */
import type { Calibration } from './calibration.ts';
import type { OpenIndex, Scores } from './open-index.ts';
import { type ComparisonBank, type Evidence, presenceEvidence } from './presence-evidence.ts';

export type Presence = {
  readonly verdict: 'convincing' | 'weak' | 'none';
  /** Log-odds by the calibration's own scenes: comparable between sentences and scenes of one model, not a probability. */
  readonly decision: number;
  readonly thresholds: Calibration['thresholds'];
  /** Highest cosine; null where no window has an embedding (then the verdict is none). */
  readonly best: number | null;
};

/** `scores` are those of `query` over the index. */
export function judgePresence(
  calibration: Calibration,
  bank: ComparisonBank,
  index: OpenIndex,
  query: Float32Array,
  scores: Scores,
): Presence {
  const { thresholds } = calibration;
  const evidence = presenceEvidence(index, query, scores, bank);
  if (evidence === null)
    return { verdict: 'none', decision: Number.NEGATIVE_INFINITY, thresholds, best: null };
  const decision = logOdds(calibration, evidence);
  const verdict =
    decision >= thresholds.convincing ? 'convincing' : decision >= thresholds.weak ? 'weak' : 'none';
  return { verdict, decision, thresholds, best: evidence.best };
}

export function logOdds(
  { weights, bias }: Pick<Calibration, 'weights' | 'bias'>,
  evidence: Evidence,
): number {
  return weights.reduce(
    (sum, { name, mean, deviation, weight }) => sum + (weight * (evidence[name] - mean)) / deviation,
    bias,
  );
}
