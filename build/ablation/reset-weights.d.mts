export function resetWeights(from: string, to: string, seed: number): void;
