/** The inference graphs of a model folder; their weights are in the safetensors file beside them. */
import type { SafetensorsEntry } from '../checkpoint/safetensors.ts';
import { Graph, type Value } from '../onnx/graph.ts';
import { DATA_TYPES, type ElementType } from '../onnx/ops.ts';
import type { ClipConfig } from './clip-config.ts';
import type { PatchAttention } from './patch-block.ts';
import { textTower } from './text-tower.ts';
import { floatLinear, type Linear, type Weights } from './transformer.ts';
import { FLOAT_LAYERS, type PatchLayers, visionTower, visionWithPatches } from './vision-tower.ts';
import { STRETCHED_POSITIONS } from './weight-names.ts';

/** Names of graph inputs and outputs. */
export const PIXEL_VALUES = 'pixel_values';
export const INPUT_IDS = 'input_ids';
export const END_OF_TEXT = 'end_of_text';

export type WeightPlaces = {
  /** File name, in the folder of the graph. */
  readonly file: string;
  readonly entries: ReadonlyMap<string, SafetensorsEntry>;
};

/** `pixel_values` float `[N, 3, S, S]` → features `[N, E]`. `linear` must match the way the weights are stored. */
export function visionGraph(config: ClipConfig, places: WeightPlaces, linear: Linear = floatLinear): Graph {
  const graph = new Graph('vision');
  const size = config.imageSizePx;
  const pixels = graph.input(PIXEL_VALUES, 'float32', ['N', 3, size, size]);
  graph.output(visionTower(graph, config, externalWeights(graph, places), pixels, linear));
  return graph;
}

/**
 * `pixel_values` float `[N, 3, S, S]` → for each of `attentions`, a row without meaning and features of all patches, for each picture: `[N * (1 + G²), E]`; then
 * features of the picture, `[N, E]`, those of `visionGraph` bit for bit. `layers` must match the way the weights are stored.
 */
export function patchGraph(
  config: ClipConfig,
  places: WeightPlaces,
  attentions: readonly PatchAttention[],
  layers: PatchLayers = FLOAT_LAYERS,
): Graph {
  const graph = new Graph('vision-patches');
  const size = config.imageSizePx;
  const pixels = graph.input(PIXEL_VALUES, 'float32', ['N', 3, size, size]);
  const weights = externalWeights(graph, places);
  const { picture, patches } = visionWithPatches(graph, config, weights, pixels, attentions, layers);
  for (const output of [...patches, picture]) graph.output(output);
  return graph;
}

/** `input_ids` int64 `[N, T]`, `end_of_text` float `[N, T]` → features `[N, E]`. */
export function textGraph(config: ClipConfig, places: WeightPlaces): Graph {
  const graph = new Graph('text');
  const ids = graph.input(INPUT_IDS, 'int64', ['N', 'T']);
  const endOfText = graph.input(END_OF_TEXT, 'float32', ['N', 'T']);
  const stretched = places.entries.has(STRETCHED_POSITIONS);
  const weights = externalWeights(graph, places);
  graph.output(textTower(graph, config, weights, { ids, endOfText }, stretched));
  return graph;
}

const ELEMENT_TYPES: Readonly<Partial<Record<SafetensorsEntry['type'], ElementType>>> = {
  fp32: 'float32',
  fp16: 'float16',
  int8: 'int8',
};

/**
 * Declares each weight on first use, under its key after `prefix`. Half-precision weights are converted to float32 once, when the graph is
 * loaded.
 */
export function externalWeights(graph: Graph, { file, entries }: WeightPlaces, prefix = ''): Weights {
  const declared = new Map<string, Value>();
  return (key) => {
    const known = declared.get(key);
    if (known) return known;
    const entry = entries.get(key);
    if (!entry) throw new Error(`no weight ${key}`);
    const { shape, offset, length } = entry;
    const type = ELEMENT_TYPES[entry.type];
    if (!type) throw new Error(`weight ${key} is stored as ${entry.type}`);
    const stored = graph.weight(
      prefix + key,
      shape,
      { kind: 'external', location: file, offset, length },
      type,
    );
    const value =
      type === 'float16'
        ? graph.emit('Cast', [stored], { to: DATA_TYPES.float32 }, { type: 'float32', shape })
        : stored;
    declared.set(key, value);
    return value;
  };
}
