/**
 * Counter-examples of a run: sentences about things that its pictures do not show, encoded once by the base; and which of the run's own texts
 * mean the same, so that they are no counter-examples for each other's pictures.
 */

import type { RunSpec } from '../../core/documents/run.ts';
import type { Task } from '../../core/task.ts';
import { tokenize } from '../../models/tokenizer/tokenize.ts';
import type { CaptionPair } from '../dataset/caption-pair.ts';
import { textFeeds, weightFeeds } from '../step/batch-feeds.ts';
import type { OpenSession } from '../step/graph-session.ts';
import { featuresGraph, type OtherTexts, TOWER_TEXT, type TrainingModel } from '../step/training-graph.ts';
import { AlikeTexts, cosineOfUnits } from './alike-texts.ts';
import { listedSentences } from './listed-sentences.ts';
import { usedKinds } from './run-data.ts';
import { type RunWeights, trainingModelOf } from './run-start.ts';

/**
 * A sentence this close to a caption may be about the same thing: as a counter-example it would teach the opposite. For captions of car parks, the
 * starter puts "car park" at 0.74 and "lorry yard" at 0.66, and everything else below 0.56.
 */
const SAME_SUBJECT = 0.6;
/** Two texts of a run this close mean the same, as for the bank of a verdict: each fits the other's picture. */
const SAME_MEANING = 0.85;
/** Texts in the tower at a time. */
const TEXTS = 64;

export type EncodedOthers = OtherTexts & { readonly alike: AlikeTexts };

/**
 * Features of the spec's sentences by the text tower of the base, without those that may be about the same as a training text; null if none is
 * left. The same base and pairs give the same features.
 */
export async function encodeOthers(
  openSession: OpenSession,
  spec: RunSpec,
  base: RunWeights,
  pairs: readonly CaptionPair[],
  task: Task,
): Promise<EncodedOthers | null> {
  const sentences = listedSentences(spec.otherSentences);
  if (sentences.length === 0) return null;
  const texts = [...new Set(usedKinds(spec).flatMap((kind) => pairs.map((pair) => pair[kind] ?? '')))];
  const model = { ...trainingModelOf(spec, base), entry: { vision: null, text: null } };
  const encode = await openTexts(openSession, model, base, task);
  try {
    const captions = await encode.run(texts);
    const others = (await encode.run(sentences)).filter((other) => isDifferent(other, captions));
    if (others.length === 0) return null;
    const alike = new AlikeTexts(texts, captions, SAME_MEANING);
    return { ...joined(others, model.config.embeddingDim), alike };
  } finally {
    await encode.release();
  }
}

type TextEncoder = {
  /** Unit features of each text. */
  readonly run: (texts: readonly string[]) => Promise<Float32Array[]>;
  readonly release: () => Promise<void>;
};

async function openTexts(
  openSession: OpenSession,
  model: TrainingModel,
  { weights, conventions }: RunWeights,
  task: Task,
): Promise<TextEncoder> {
  const { contextLength, embeddingDim: dim } = model.config;
  const graph = featuresGraph(model, 'text');
  const session = await openSession(graph);
  const ids = (text: string) => tokenize(text, contextLength, conventions.promptPrefix).ids;
  const run = async (texts: readonly string[]) => {
    const features: Float32Array[] = [];
    for (let start = 0; start < texts.length; start += TEXTS) {
      task.signal.throwIfAborted();
      task.report({ phase: 'encoding counter-examples', done: start, total: texts.length });
      const rows = texts.slice(start, start + TEXTS).map(ids);
      const feeds = { ...weightFeeds(graph, weights), ...textFeeds(model, rows, TOWER_TEXT) };
      const encoded = (await session.run(feeds))[graph.outputs[0].name];
      for (let i = 0; i < rows.length; i++) features.push(unit(encoded.subarray(i * dim, (i + 1) * dim)));
    }
    return features;
  };
  return { run, release: () => session.release() };
}

function unit(row: Float32Array): Float32Array {
  const norm = Math.hypot(...row);
  return row.map((value) => value / norm);
}

function isDifferent(other: Float32Array, captions: readonly Float32Array[]): boolean {
  return captions.every((caption) => cosineOfUnits(other, caption) < SAME_SUBJECT);
}

function joined(rows: readonly Float32Array[], dim: number): OtherTexts {
  const features = new Float32Array(rows.length * dim);
  for (const [i, row] of rows.entries()) features.set(row, i * dim);
  return { features, count: rows.length };
}
