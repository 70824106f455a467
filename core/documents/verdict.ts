/** Verdicts on a query's best match, with their titles in the window, on the command line and in exported files. */

export const VERDICT_TITLES = {
  convincing: 'Convincing match',
  weak: 'Weak match',
  none: 'No convincing match',
  uncalibrated: 'Not calibrated',
} as const;

export type Verdict = {
  readonly kind: keyof typeof VERDICT_TITLES;
  /** One sentence for the analyst. */
  readonly reason: string;
};
