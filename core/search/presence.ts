/** Verdict on whether the best match of a sentence is convincing. */
import type { Verdict } from '../documents/verdict.ts';
import type { Calibration } from './calibration.ts';
import type { OpenIndex, Scores } from './open-index.ts';
import { type ComparisonBank, type Evidence, presenceEvidence } from './presence-evidence.ts';

export type Presence = {
  readonly verdict: Exclude<Verdict['kind'], 'uncalibrated' | 'unfinished'>;
  /** Log-odds fitted on the calibration scenes: comparable between sentences and scenes of a model, but not a probability. */
  readonly decision: number;
  readonly thresholds: Calibration['thresholds'];
  /** Highest cosine; null if no window has an embedding, with verdict none. */
  readonly best: number | null;
};

/** The verdict for the unit vector `query`, whose scores over the index are `scores`. */
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

/** bias + Σ weight · standardized evidence. */
export function logOdds(
  { weights, bias }: Pick<Calibration, 'weights' | 'bias'>,
  evidence: Evidence,
): number {
  return weights.reduce(
    (sum, { name, mean, deviation, weight }) => sum + (weight * (evidence[name] - mean)) / deviation,
    bias,
  );
}
