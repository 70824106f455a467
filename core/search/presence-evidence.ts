/** Evidence for or against the content of a sentence being in a scene, as a few numbers. */
import { bestScores } from './best-scores.ts';
import type { Grid } from './grid.ts';
import type { OpenIndex, Scores } from './open-index.ts';

/** Sentences and pictures that a query is compared with; the same for every scene. */
export type ComparisonBank = {
  /** Unit vectors of everyday scene sentences. */
  readonly sentences: readonly Float32Array[];
  /** Unit vectors of varied pictures. */
  readonly pictures: readonly Float32Array[];
  /** exp(logit scale) of the model, a factor for cosines. */
  readonly sharpness: number;
};

export const EVIDENCE = ['best', 'top', 'margin', 'contrast', 'spread', 'rarity', 'gap', 'csls'] as const;
/**
 * - best: highest cosine in the scene.
 * - top: mean of the ten highest cosines (more if the stride is less than half a window).
 * - margin: highest difference, over all windows, between the cosine and the mean cosine of the bank's sentences.
 * - contrast: highest log-probability of the sentence among the bank's sentences, on the best windows.
 * - spread: `best` in standard deviations above the mean of the scene.
 * - rarity: `best` in standard deviations above the mean of the bank's pictures.
 * - gap: `best` minus the 95th percentile of the bank's pictures.
 * - csls: highest value, on the best windows, of twice the cosine minus the mean of the sentence's ten best bank pictures and of the
 *   window's ten best bank sentences (Conneau et al. 2018); windows that resemble everything count less.
 */
export type Evidence = Readonly<Record<(typeof EVIDENCE)[number], number>>;

/** About as many windows as see one object at strides of half a window; smaller strides need proportionally more. */
const TOP_WINDOWS_AT_HALF = 10;
/** Cosine above which a bank sentence means the same as the query and is ignored. */
const SAME_MEANING = 0.85;
const HIGH_QUANTILE = 0.95;
const NEIGHBOURS = 10;

/** Evidence for the unit vector `query`, whose scores over the index are `scores`; null if no window has an embedding. */
export function presenceEvidence(
  index: OpenIndex,
  query: Float32Array,
  scores: Scores,
  bank: ComparisonBank,
): Evidence | null {
  const ranked = bestScores(scores, topWindows(index.key.grid));
  if (ranked.length === 0) return null;
  const best = ranked[0].score;
  const ofScene = moments(scores);
  const pictures = Float32Array.from(bank.pictures, (picture) => dot(query, picture)).sort();
  const ofPictures = moments([pictures]);
  const windows = ranked.map(({ list, number, score }) => ({ score, vector: index.embedding(list, number) }));
  return {
    best,
    top: windows.reduce((sum, { score }) => sum + score, 0) / windows.length,
    margin: highestMargin(index, scores, bank),
    contrast: Math.max(...windows.map(({ score, vector }) => contrast(query, score, vector, bank))),
    spread: (best - ofScene.mean) / ofScene.deviation,
    rarity: (best - ofPictures.mean) / ofPictures.deviation,
    gap: best - pictures[Math.floor(HIGH_QUANTILE * (pictures.length - 1))],
    csls:
      Math.max(...windows.map(({ score, vector }) => 2 * score - meanOfHighest(bank.sentences, vector))) -
      meanOfHighest(bank.pictures, query),
  };
}

function topWindows({ segments: [{ sizePx, stridePx }] }: Grid): number {
  return Math.max(1, Math.round(TOP_WINDOWS_AT_HALF * (sizePx / stridePx / 2) ** 2));
}

/** Maximum over windows of score - mean cosine of the bank's sentences. The latter is the dot product with their mean vector. */
function highestMargin(index: OpenIndex, scores: Scores, bank: ComparisonBank): number {
  const mean = new Float32Array(bank.sentences[0].length);
  for (const sentence of bank.sentences)
    for (let i = 0; i < mean.length; i++) mean[i] += sentence[i] / bank.sentences.length;
  const common = index.scores(mean);
  let highest = Number.NEGATIVE_INFINITY;
  scores.forEach((list, s) => {
    list.forEach((score, i) => {
      if (score - common[s][i] > highest) highest = score - common[s][i];
    });
  });
  return highest;
}

function contrast(query: Float32Array, score: number, window: Float32Array, bank: ComparisonBank): number {
  const others = bank.sentences.filter((sentence) => dot(sentence, query) < SAME_MEANING);
  const sum = others.reduce(
    (s, sentence) => s + Math.exp(bank.sharpness * (dot(sentence, window) - score)),
    1,
  );
  return -Math.log(sum);
}

function meanOfHighest(vectors: readonly Float32Array[], to: Float32Array): number {
  const cosines = vectors.map((vector) => dot(vector, to)).sort((a, b) => b - a);
  const highest = cosines.slice(0, NEIGHBOURS);
  return highest.reduce((sum, cosine) => sum + cosine, 0) / highest.length;
}

function moments(scores: Scores): { mean: number; deviation: number } {
  let [count, sum, squares] = [0, 0, 0];
  for (const list of scores)
    for (const score of list) {
      if (Number.isNaN(score)) continue;
      count++;
      sum += score;
      squares += score * score;
    }
  const mean = sum / count;
  // The lower limit keeps ratios finite for scenes of one window.
  return { mean, deviation: Math.sqrt(Math.max(squares / count - mean * mean, 1e-8)) };
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
