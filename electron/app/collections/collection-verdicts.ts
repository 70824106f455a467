/** Verdicts of questions to many scenes: when they are given, and from what. */
import type { CollectionScene } from '../../../core/documents/collection.ts';
import type { ModelId } from '../../../core/documents/ids.ts';
import type { QueryTerm } from '../../../core/documents/search.ts';
import type { Verdict } from '../../../core/documents/verdict.ts';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import type { Calibration } from '../../../core/search/calibration.ts';
import type { Grid } from '../../../core/search/grid.ts';
import { judgePresence, notCalibrated, notJudged } from '../../../core/search/presence.ts';
import { whyNotRead } from '../../../core/search/sentence-hints.ts';
import type { Standing } from '../../../core/search/standing.ts';
import type { ModelService } from '../models/model-service.ts';

/** Null for a question that gets verdicts. */
export function whyNotJudged(terms: readonly QueryTerm[], hasArea: boolean): string | null {
  if (hasArea) return 'Verdicts are given for whole scenes; this question is limited to an area.';
  if (terms.length > 1 || terms.some(({ weight }) => weight < 0))
    return 'Verdicts are given for single sentences; this question has several terms.';
  return whyNotRead(terms);
}

/** `why` says why there is none; `bankCosine` is NaN for many scenes, which have no common scale. */
export function verdictOf(
  why: string | null,
  standing: Standing | null,
  bankCosine: number,
  calibration: Calibration | null,
  windowMetres: readonly number[],
): Verdict {
  if (why !== null) return notJudged(why);
  if (calibration === null)
    return notCalibrated('The model is not calibrated: "longsight models calibrate NAME" does it.');
  if (standing === null) return notJudged('No window holds data.');
  const verdict = judgePresence(calibration, standing, bankCosine, windowMetres);
  return Number.isNaN(bankCosine) ? { ...verdict, scale: null } : verdict;
}

/** Ground sizes of the windows; none for a scene of unknown resolution. */
export function windowMetresOf(
  { metresPerPixel }: Pick<CollectionScene, 'metresPerPixel'>,
  { segments }: Grid,
): readonly number[] {
  return metresPerPixel === null ? [] : segments.map(({ sizePx }) => sizePx * metresPerPixel);
}

/** Null without a calibration, or with a damaged one: the hits are unaffected. */
export async function calibrationOf(models: ModelService, model: ModelId): Promise<Calibration | null> {
  try {
    return await models.calibrations.read(model);
  } catch (error) {
    if (!(error instanceof InvalidInput || error instanceof Unsupported)) throw error;
    return null;
  }
}
