/** The figure that stands for a whole report, in words. */
import type { TaskReport } from '../documents/evaluation-report.ts';

export function mainFigure(report: TaskReport): string {
  switch (report.task) {
    case 'classification':
      return `accuracy ${report.accuracy.toFixed(1)} %`;
    case 'retrieval':
      return `mean recall ${report.meanRecall.toFixed(1)} %`;
    case 'localization':
      return `Rmi ${report.mean.rmi.toFixed(4)}`;
    case 'length': {
      const longest = report.curve.at(-1)!;
      return `R@1 ${longest.textToImage.r1.toFixed(1)} % with ${longest.tokens} tokens`;
    }
    case 'presence':
      return `AUC ${report.auc.toFixed(3)}`;
  }
}
