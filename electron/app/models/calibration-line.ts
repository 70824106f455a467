/** Formats a model's calibration as one line. */
import type { CalibrationSummary } from '../../../core/documents/model.ts';

export function calibrationLine(calibration: CalibrationSummary | null): string {
  if (calibration === null) return 'not calibrated';
  const { auc, falseAlarmRate, pictures, isTrusted, judged } = calibration;
  const questions = judged === null ? '' : ` and ${judged.absent + judged.present} judged questions`;
  const measured = `AUC ${auc.toFixed(3)} on ${pictures} pictures${questions}`;
  return isTrusted
    ? `calibrated (${measured}, ${(100 * falseAlarmRate).toFixed(1)} % false alarms)`
    : `gives no verdicts: it does not tell present from absent content (${measured})`;
}
