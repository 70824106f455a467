/** Choice of the evidence that best predicts mosaics and subjects that the fit has not seen. Uses the fitted answers alone. */
import { EVIDENCE, type Evidence } from '../../../core/search/presence-evidence.ts';
import { areaUnderCurve, decisions, fitPresence, type LabelledEvidence } from './fit-presence.ts';

export type FoldedEvidence = LabelledEvidence & { readonly className: string; readonly mosaic: number };

const FOLDS = 3;
/** Smallest gain in the area under the curve for which another piece of evidence is added. */
const LEAST_GAIN = 0.002;

/** Adds the piece of evidence that helps most, until none helps enough. */
export function chooseEvidence(samples: readonly FoldedEvidence[]): {
  names: readonly (keyof Evidence)[];
  auc: number;
} {
  let chosen: { names: readonly (keyof Evidence)[]; auc: number } = { names: [], auc: 0 };
  for (;;) {
    const { names, auc } = chosen;
    const tried = EVIDENCE.filter((name) => !names.includes(name)).map((name) => ({
      names: [...names, name],
      auc: crossValidated(samples, [...names, name]),
    }));
    const best = tried.reduce((a, b) => (b.auc > a.auc ? b : a), { names, auc });
    if (best.auc < auc + LEAST_GAIN) return chosen;
    chosen = best;
  }
}

/** Mean area under the curve over folds that hold out a third of the classes in a third of the mosaics; a fit sees none of either. */
export function crossValidated(
  samples: readonly FoldedEvidence[],
  names: readonly (keyof Evidence)[],
): number {
  const classes = [...new Set(samples.map(({ className }) => className))].sort();
  const fold = ({ className }: FoldedEvidence) => classes.indexOf(className) % FOLDS;
  let sum = 0;
  for (let classFold = 0; classFold < FOLDS; classFold++)
    for (let mosaicFold = 0; mosaicFold < FOLDS; mosaicFold++) {
      const isOut = (sample: FoldedEvidence) => sample.mosaic % FOLDS === mosaicFold;
      const fit = fitPresence(
        samples.filter((sample) => !isOut(sample) && fold(sample) !== classFold),
        names,
      );
      const held = samples.filter((sample) => isOut(sample) && fold(sample) === classFold);
      sum += areaUnderCurve(decisions(fit, held));
    }
  return sum / FOLDS ** 2;
}
