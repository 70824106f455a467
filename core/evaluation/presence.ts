/** The honesty task: sentences about content that scenes do or do not show. Any numeric score can be judged. */
import type { PresenceBySize, PresenceReport } from '../documents/evaluation-report.ts';
import { InvalidInput } from '../errors.ts';
import { areaUnderCurve } from '../metrics/area-under-curve.ts';
import { shareOf } from './shares.ts';

/** Edges of the groups of scenes by their number of windows, about a factor of e apart. */
const SIZES = [0, 50, 125, 300, 700, 1500, Number.POSITIVE_INFINITY];
const PROMISES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5];

export type JudgedSentence = PresenceReport['items'][number] & {
  /** Of a calibrated verdict: whether it says present, and the share of absent sentences that reach as much. Null for other scores. */
  readonly verdict: { readonly saysPresent: boolean; readonly falseAlarmRate: number } | null;
};

/** Throws `InvalidInput` unless there are present and absent sentences, all with finite scores. */
export function presenceReport(judged: readonly JudgedSentence[]): PresenceReport {
  const wrong = judged.find(({ score }) => !Number.isFinite(score));
  if (wrong !== undefined)
    throw new InvalidInput(`${wrong.scene}: the score of "${wrong.text}" is not a finite number`);
  const scoresOf = (isPresent: boolean) =>
    judged.filter((each) => each.isPresent === isPresent).map(({ score }) => score);
  const [present, absent] = [scoresOf(true), scoresOf(false)];
  if (present.length === 0 || absent.length === 0)
    throw new InvalidInput('presence needs sentences about present content and about absent content');
  const threshold = bestThreshold(present, absent);
  const isFromVerdict = judged.every(({ verdict }) => verdict !== null);
  const saysPresent = (each: JudgedSentence) =>
    isFromVerdict && each.verdict !== null ? each.verdict.saysPresent : each.score >= threshold;
  const share = (group: readonly JudgedSentence[], says: boolean) =>
    shareOf(group.filter((each) => saysPresent(each) === says).length, group.length);
  const ofTruth = (isPresent: boolean) => judged.filter((each) => each.isPresent === isPresent);
  const [falseAlarms, missed] = [share(ofTruth(false), true)!, share(ofTruth(true), false)!];
  return {
    task: 'presence',
    auc: areaUnderCurve(present, absent),
    balancedAccuracy: 100 - (falseAlarms + missed) / 2,
    threshold: isFromVerdict ? verdictThreshold(judged) : threshold,
    thresholdFrom: isFromVerdict ? 'verdict' : 'data',
    falseAlarms,
    missed,
    present: present.length,
    absent: absent.length,
    bySize: bySize(judged, saysPresent),
    reliability: isFromVerdict ? reliability(judged) : null,
    items: judged.map(({ verdict: _, ...item }) => item),
  };
}

/** The score from which on calling a sentence present gives the best balanced accuracy; the lowest of several. */
function bestThreshold(present: readonly number[], absent: readonly number[]): number {
  const scored = [
    ...present.map((score) => ({ score, gain: 1 / present.length })),
    ...absent.map((score) => ({ score, gain: -1 / absent.length })),
  ].toSorted((a, b) => b.score - a.score);
  let [sum, best, threshold] = [0, Number.NEGATIVE_INFINITY, scored[0].score];
  scored.forEach(({ score, gain }, i) => {
    sum += gain;
    // Equal scores are called alike.
    const isLast = i + 1 === scored.length || scored[i + 1].score < score;
    if (isLast && sum > best - 1e-12) {
      best = Math.max(best, sum);
      threshold = score;
    }
  });
  return threshold;
}

/** The lowest score that is called present. */
function verdictThreshold(judged: readonly JudgedSentence[]): number {
  const called = judged.filter(({ verdict }) => verdict?.saysPresent === true).map(({ score }) => score);
  return called.length === 0 ? Number.MAX_VALUE : called.reduce((a, b) => Math.min(a, b));
}

function bySize(
  judged: readonly JudgedSentence[],
  saysPresent: (each: JudgedSentence) => boolean,
): PresenceBySize[] {
  return SIZES.slice(0, -1).flatMap((from, i) => {
    const group = judged.filter(
      ({ windows }) => windows !== null && windows >= from && windows < SIZES[i + 1],
    );
    if (group.length === 0) return [];
    const counts = group.map(({ windows }) => windows ?? 0);
    const called = (isPresent: boolean) => {
      const same = group.filter((each) => each.isPresent === isPresent);
      return [same.length, shareOf(same.filter(saysPresent).length, same.length)] as const;
    };
    const [[absent, falseAlarms], [present, found]] = [called(false), called(true)];
    const windows = [Math.min(...counts), Math.max(...counts)] as const;
    return [{ windows, absent, falseAlarms, present, found }];
  });
}

/** Among absent sentences, the share whose verdict promised at most so many false alarms. Calibrated verdicts lie on the diagonal. */
function reliability(judged: readonly JudgedSentence[]): NonNullable<PresenceReport['reliability']> {
  const rates = judged.flatMap(({ isPresent, verdict }) =>
    isPresent || verdict === null ? [] : [verdict.falseAlarmRate],
  );
  return PROMISES.map((promised) => ({
    promised,
    occurred: rates.filter((rate) => rate <= promised).length / rates.length,
    sentences: rates.length,
  }));
}
