/** Verdicts on whether a scene shows what a query asks for, and the words for them in the window, on the command line and in exports. */

export const VERDICT_TITLES = {
  present: 'Likely present',
  unsure: 'Uncertain',
  absent: 'Likely absent',
  'not-judged': 'Not judged',
  'not-calibrated': 'Not calibrated',
} as const;

export type Verdict = {
  readonly kind: keyof typeof VERDICT_TITLES;
  /** One or two sentences for the analyst. */
  readonly reason: string;
  /** Share of sentences about absent content that score as high, 0 to 1; null if it was not judged. */
  readonly falseAlarmRate: number | null;
  /** Place between the typical scores of sentences about absent (0) and present content (1); null if it was not judged. */
  readonly position: number | null;
  /** The same places as cosines in this scene; null if it was not judged. */
  readonly scale: VerdictScale | null;
};

/** Cosines of the best windows in this scene. */
export type VerdictScale = {
  /** Typical scores of sentences about absent content, and about present content. */
  readonly absent: number;
  readonly present: number;
  /** Below `absentBelow` a sentence is called absent; from `presentFrom` on it is called present. */
  readonly absentBelow: number;
  readonly presentFrom: number;
  /** Reached by this query. */
  readonly reached: number;
};

/** "13 of 258 windows (5 %)"; the share is rounded down, so that 100 % means all. */
export function windowsInWords(done: number, planned: number): string {
  const percent = Math.floor((100 * done) / Math.max(1, planned));
  return `${done} of ${planned} windows (${percent === 0 && done > 0 ? '< 1' : percent} %)`;
}
