/** Calibration refined by questions that the analyst judged: their standings join those measured on the calibration pictures. */
import { type Calibration, QUANTILES } from './calibration.ts';

/** Standings (z) of questions whose content the analyst found absent and present in their scenes. */
export type JudgedStandings = { readonly absent: readonly number[]; readonly present: readonly number[] };

/** Number of judged questions that weigh as much as the pictures do; measured by `npm run bench:verdict`. */
const PICTURES_WEIGHT = 20;

/** The same calibration with these judged questions, in place of earlier ones. Without any, that of the pictures alone. */
export function refinedBy(calibration: Calibration, judged: JudgedStandings): Calibration {
  const pictures = unrefined(calibration);
  const [absentQuestions, presentQuestions] = [judged.absent.length, judged.present.length];
  if (absentQuestions + presentQuestions === 0) return pictures;
  return {
    ...pictures,
    absent: mixedQuantiles(pictures.absent, judged.absent),
    present: mixedQuantiles(pictures.present, judged.present),
    refinement: {
      picturesAbsent: pictures.absent,
      picturesPresent: pictures.present,
      absentQuestions,
      presentQuestions,
    },
  };
}

/** The calibration as it was measured on the pictures. */
export function unrefined(calibration: Calibration): Calibration {
  const { refinement } = calibration;
  if (refinement === null) return calibration;
  const { picturesAbsent, picturesPresent } = refinement;
  return { ...calibration, absent: picturesAbsent, present: picturesPresent, refinement: null };
}

/** Quantiles of the pictures' distribution and the questions' standings together. */
function mixedQuantiles(pictures: readonly number[], standings: readonly number[]): readonly number[] {
  const each = PICTURES_WEIGHT / pictures.length;
  const values = [
    ...pictures.map((value) => ({ value, weight: each })),
    ...standings.map((value) => ({ value, weight: 1 })),
  ].sort((a, b) => a.value - b.value);
  // The middle of a value's weight is its place; the first value is at 0, the last at 1.
  let sum = 0;
  const middles = values.map(({ weight }) => {
    sum += weight;
    return sum - weight / 2;
  });
  const [from, to] = [middles[0], middles[middles.length - 1]];
  let at = 0;
  return Array.from({ length: QUANTILES }, (_, i) => {
    const place = from + (i / (QUANTILES - 1)) * (to - from);
    while (at < values.length - 2 && middles[at + 1] < place) at++;
    const share = (place - middles[at]) / (middles[at + 1] - middles[at]);
    return values[at].value + Math.min(1, share) * (values[at + 1].value - values[at].value);
  });
}
