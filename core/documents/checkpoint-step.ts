/** Names of the folders of checkpoints and results of a run: what they are, and the step after which they were written. */

/** Null for a folder of another name, such as one made under PyTorch. */
export function stepInName(checkpoint: string): number | null {
  const [, step] = /^(?:step|blend)-(\d+)/.exec(checkpoint) ?? [];
  return step === undefined ? null : Number(step);
}
