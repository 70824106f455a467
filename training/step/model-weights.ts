/** Weights of a run in memory, in the published key layout. */

import { viewBytes } from '../../core/bytes/join.ts';
import type { Activation } from '../../core/documents/model.ts';
import type { Positions } from '../../core/documents/run.ts';
import { InvalidInput } from '../../core/errors.ts';
import type { StateDict } from '../../models/checkpoint/state-dict.ts';
import { type ClipConfig, configFromShapes } from '../../models/clip/clip-config.ts';
import { STRETCHED_CONTEXT, stretchPositions } from '../../models/clip/stretch-positions.ts';
import { POSITIONS, STRETCHED_POSITIONS, weightShapes } from '../../models/clip/weight-names.ts';
import type { InitializerBytes } from '../../models/onnx/graph.ts';
import type { Weight } from '../optimizer/optimizer.ts';

/** By published key, in the order of the published state dict. The optimizer changes the elements in place. */
export type ModelWeights = ReadonlyMap<string, Weight>;

/** A copy of the weights, and their sizes. Throws `InvalidInput` if a key is missing or the positions cannot be stretched. */
export async function readModelWeights(
  dict: StateDict,
  activation: Activation,
  positions: Positions,
  signal?: AbortSignal,
): Promise<{ config: ClipConfig; weights: ModelWeights }> {
  const stored = configFromShapes(new Map([...dict].map(([key, { shape }]) => [key, shape])), activation);
  const stretch = positions === 'stretched' && !dict.has(STRETCHED_POSITIONS);
  const config = stretch ? { ...stored, contextLength: STRETCHED_CONTEXT } : stored;
  const weights = new Map<string, Weight>();
  for (const [key, shape] of weightShapes(config, stretch || dict.has(STRETCHED_POSITIONS))) {
    const isTable = key === POSITIONS || key === STRETCHED_POSITIONS;
    const elements =
      stretch && isTable
        ? stretchedTable(await read(dict, POSITIONS, signal), stored)
        : await read(dict, key, signal);
    weights.set(key, { shape, elements });
  }
  return { config, weights };
}

/** Frozen weights as initializers inside the graph, which is limited to 2 GB. */
export function inlineWeights(weights: ModelWeights): (key: string) => InitializerBytes {
  return (key) => {
    const weight = weights.get(key);
    if (!weight) throw new Error(`no weight ${key}`);
    return { kind: 'inline', bytes: viewBytes(weight.elements) };
  };
}

export function shapesOf(weights: ModelWeights): Map<string, readonly number[]> {
  return new Map([...weights].map(([key, { shape }]) => [key, shape]));
}

/** A copy, since training changes it. */
async function read(dict: StateDict, key: string, signal: AbortSignal | undefined): Promise<Float32Array> {
  const tensor = dict.get(key);
  if (!tensor) throw new InvalidInput(`key ${key} is missing: the file is not a CLIP state dict`);
  return (await tensor.read(signal)).slice();
}

function stretchedTable(table: Float32Array, { contextLength, text }: ClipConfig): Float32Array {
  return contextLength === STRETCHED_CONTEXT ? table : stretchPositions(table, text.width);
}
