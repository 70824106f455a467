/** Verdict on whether a scene shows what a sentence says, from the sentence's standing and the model's calibration. */
import type { Verdict, VerdictScale } from '../documents/verdict.ts';
import {
  type Calibration,
  falseAlarmRateAt,
  LEAST_AUC,
  positionOf,
  quantileAt,
  thresholdsOf,
} from './calibration.ts';
import type { Standing } from './standing.ts';

/** The rates are uncertain if the ground sizes of windows differ from that of the calibration pictures by more than this factor. */
const SAME_SCALE = 4;

/**
 * The verdict for a standing. `bankCosine`, the mean cosine of the bank with the sentence's best window, turns standings into
 * cosines of this scene; `windowMetres` are the ground sizes of the windows, empty if unknown.
 */
export function judgePresence(
  calibration: Calibration,
  standing: Standing,
  bankCosine: number,
  windowMetres: readonly number[],
): Verdict {
  if (calibration.auc < LEAST_AUC)
    return notJudged(
      `This model does not tell present from absent content: on the calibration pictures it is right in ${percent(calibration.auc)} of comparisons, where chance is 50 %.`,
    );
  const { z } = standing;
  const thresholds = thresholdsOf(calibration);
  const kind = z >= thresholds.present ? 'present' : z < thresholds.absent ? 'absent' : 'unsure';
  const falseAlarmRate = falseAlarmRateAt(calibration, z);
  return {
    kind,
    reason: `${reasonFor(kind, falseAlarmRate)}${scaleNote(calibration, windowMetres)}`,
    falseAlarmRate,
    position: positionOf(calibration, z),
    scale: scaleOf(calibration, standing, bankCosine),
  };
}

/**
 * A verdict on an area in which little fits: what stands at the edge of the area is seen best by windows with their centre outside. Unless the
 * windows that reach into the area, with the standing `reaching`, are judged absent too, the verdict is uncertain.
 */
export function heedEdge(verdict: Verdict, calibration: Calibration, reaching: Standing | null): Verdict {
  if (verdict.kind !== 'absent' || reaching === null) return verdict;
  if (reaching.z < thresholdsOf(calibration).absent) return verdict;
  return {
    ...verdict,
    kind: 'unsure',
    reason:
      'Little inside the area fits, but windows that reach over its edge do: look there, or draw a larger area.',
  };
}

export function notJudged(reason: string): Verdict {
  return { kind: 'not-judged', reason, falseAlarmRate: null, position: null, scale: null };
}

export function notCalibrated(reason: string): Verdict {
  return { kind: 'not-calibrated', reason, falseAlarmRate: null, position: null, scale: null };
}

function reasonFor(kind: 'present' | 'unsure' | 'absent', falseAlarmRate: number): string {
  const alarms = `${percent(falseAlarmRate)} of sentences about absent content reach as much`;
  if (kind === 'present') return `${alarms}.`;
  if (kind === 'unsure') return `${alarms}: look at the best windows yourself.`;
  return `${alarms}, nearly all about present content more.`;
}

function scaleNote({ pictureMetres }: Calibration, windowMetres: readonly number[]): string {
  if (windowMetres.length === 0) return '';
  const [smallest, largest] = [Math.min(...windowMetres), Math.max(...windowMetres)];
  if (smallest <= pictureMetres * SAME_SCALE && largest >= pictureMetres / SAME_SCALE) return '';
  return ` These rates were measured on windows of about ${Math.round(pictureMetres)} m; the windows here show ${Math.round(smallest)} to ${Math.round(largest)} m, so they are less certain.`;
}

function scaleOf(calibration: Calibration, standing: Standing, bankCosine: number): VerdictScale {
  const thresholds = thresholdsOf(calibration);
  const cosineAt = (z: number) => standing.bankMiddle + z * standing.bankUnit + bankCosine;
  return {
    absent: cosineAt(quantileAt(calibration.absent, 0.5)),
    present: cosineAt(quantileAt(calibration.present, 0.5)),
    absentBelow: cosineAt(thresholds.absent),
    presentFrom: cosineAt(thresholds.present),
    reached: standing.reached + bankCosine,
  };
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
