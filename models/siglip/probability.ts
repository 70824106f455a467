/** The probability that a SigLIP model gives to a picture and a sentence. */

/** The sigmoid of the cosine, scaled and offset as in training. It grows with the cosine, so that both give the same ranking. */
export function siglipProbability(
  cosine: number,
  { logitScale, logitBias }: { readonly logitScale: number; readonly logitBias: number },
): number {
  return 1 / (1 + Math.exp(-(Math.exp(logitScale) * cosine + logitBias)));
}
