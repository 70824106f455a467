/** Which evidence to judge by, chosen on the fitted answers alone: what predicts mosaics and subjects that a fit has not seen. */
import { EVIDENCE, type Evidence } from '../../../core/search/presence-evidence.ts';
import { areaUnderCurve, decisions, fitPresence, type LabelledEvidence } from './fit-presence.ts';

export type FoldedEvidence = LabelledEvidence & { readonly className: string; readonly mosaic: number };

const FOLDS = 3;
/** One more piece of evidence must raise the area under the curve by so much. */
const LEAST_GAIN = 0.002;

/** Adds the piece that helps most until none helps. */
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

/** Mean area under the curve of a third of the classes in a third of the mosaics, fitted on the other classes and mosaics. */
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
