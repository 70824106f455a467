/** The small random model of the oracle, its batch, and the results of PyTorch's first steps. */
import { readFileSync } from 'node:fs';
import type { TrainedParts } from '../../core/documents/run.ts';
import { readCheckpoint } from '../../models/checkpoint/read-checkpoint.ts';
import type { ClipConfig } from '../../models/clip/clip-config.ts';
import { tokenize } from '../../models/tokenizer/tokenize.ts';
import type { Batch } from '../../training/step/batch-feeds.ts';
import {
  inlineWeights,
  type ModelWeights,
  readModelWeights,
  shapesOf,
} from '../../training/step/model-weights.ts';
import { frozenEntry, trainableKeys } from '../../training/step/trainable-parts.ts';
import type { TrainingModel } from '../../training/step/training-graph.ts';
import { memorySource } from '../models/memory-source.ts';
import { readNpy } from '../models/npy.ts';

type LossTriple = readonly [long: number, short: number, total: number];

export type TrainingOracle = {
  readonly firstStep: {
    readonly omega: number;
    readonly longLoss: number;
    readonly shortLoss: number;
    readonly totalLoss: number;
    readonly gradients: Readonly<
      Record<
        string,
        { readonly norm: number; readonly head: readonly number[]; readonly shape: readonly number[] }
      >
    >;
  };
  readonly runs: readonly {
    readonly optimizer: string;
    readonly omega: number;
    readonly losses: readonly LossTriple[];
    readonly finalNorms: Readonly<Record<string, number>>;
  }[];
  readonly longTexts: readonly string[];
  readonly shortTexts: readonly string[];
};

export function readTrainingOracle(): TrainingOracle {
  return JSON.parse(fixture('training/training.json').toString());
}

/** Ids of the oracle's texts in the published vocabulary. */
export function oracleTokens({ longTexts, shortTexts }: TrainingOracle): {
  long: number[][];
  short: number[][];
} {
  const rows = (texts: readonly string[]) => texts.map((text) => [...tokenize(text, 248, '').ids]);
  return { long: rows(longTexts), short: rows(shortTexts) };
}

/** The ids in use, in ascending order: the rows of the token table that the fixture keeps. */
export function idsInUse({ long, short }: { long: number[][]; short: number[][] }): number[] {
  return [...new Set([...long, ...short].flat())].sort((a, b) => a - b);
}

/** The six pictures with their texts, in ids of the published vocabulary. */
export function oracleBatch(): Batch {
  const { shape, elements } = readNpy(fixture('models/preprocessed.npy'));
  return { count: shape[0], images: elements, ...oracleTokens(readTrainingOracle()) };
}

/** The same batch in ids of the fixture's token table: an id becomes its rank among those in use, which keeps their order. */
export function smallBatch(): Batch {
  const tokens = oracleTokens(readTrainingOracle());
  const ids = idsInUse(tokens);
  const ranks = (rows: number[][]) => rows.map((row) => row.map((id) => ids.indexOf(id)));
  return { ...oracleBatch(), long: ranks(tokens.long), short: ranks(tokens.short) };
}

/** Reads new weights of the oracle's model, with only the rows in use of its token table. */
export async function readSmallModel(): Promise<{ config: ClipConfig; weights: ModelWeights }> {
  const source = memorySource('model.safetensors', fixture('training/model.safetensors'));
  const { dict } = await readCheckpoint(source);
  return readModelWeights(dict, 'quick_gelu', 'stored');
}

/** The model for a training step. With `ahead`, the frozen part of each tower runs beforehand, and a step starts from hidden states. */
export function trainingModel(
  { config, weights }: { config: ClipConfig; weights: ModelWeights },
  parts: TrainedParts,
  ahead: 'ahead' | null = null,
): TrainingModel {
  const trainable = trainableKeys(parts, config, weights.keys());
  return {
    config,
    padId: 0,
    shapes: shapesOf(weights),
    trainable,
    frozen: inlineWeights(weights),
    entry: ahead ? frozenEntry(config, trainable) : { vision: null, text: null },
    others: null,
  };
}

function fixture(path: string): Buffer {
  return readFileSync(new URL(`../fixtures/${path}`, import.meta.url));
}
