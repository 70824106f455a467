export type AblationRun = {
  readonly label: string;
  readonly name: string;
  readonly why: string | null;
};
export type AblationPlan = {
  readonly settings: object;
  readonly start: string;
  readonly bases: Readonly<Record<string, string>>;
  readonly content: object | null;
};
export const PAPER: object;
export function smallSettings(scale: { epochs: number; batch: number; rate: number }): object;
export function ablationOf(
  file: string,
  plan: AblationPlan,
): { readonly title: string; readonly stem: string; readonly runs: readonly AblationRun[] };
export function pairsDigest(pairs: string): string;
export function partOf(pairs: string, share: number, out: string): string;
