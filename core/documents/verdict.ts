/** Verdicts on a query's best match, with their titles in the window, on the command line and in exported files. */

export const VERDICT_TITLES = {
  convincing: 'Convincing match',
  weak: 'Weak match',
  none: 'No convincing match',
  uncalibrated: 'Not calibrated',
  unfinished: 'No verdict',
} as const;

export type Verdict = {
  readonly kind: keyof typeof VERDICT_TITLES;
  /** One sentence for the analyst. */
  readonly reason: string;
};

/** "13 of 258 windows (5 %)"; the share is rounded down, so that 100 % means all. */
export function windowsInWords(done: number, planned: number): string {
  const percent = Math.floor((100 * done) / Math.max(1, planned));
  return `${done} of ${planned} windows (${percent === 0 && done > 0 ? '< 1' : percent} %)`;
}
