/** The two inference graphs of a SigLIP model folder; their weights are in the safetensors file beside them. */
import { externalWeights, INPUT_IDS, PIXEL_VALUES, type WeightPlaces } from '../clip/tower-graphs.ts';
import { floatLinear, type Linear } from '../clip/transformer.ts';
import { Graph } from '../onnx/graph.ts';
import type { SiglipConfig } from './siglip-config.ts';
import { siglipText, siglipVision } from './towers.ts';

/** `pixel_values` float `[N, 3, S, S]` → features `[N, E]`. `linear` must match the way the weights are stored. */
export function siglipVisionGraph(
  config: SiglipConfig,
  places: WeightPlaces,
  linear: Linear = floatLinear,
): Graph {
  const graph = new Graph('vision');
  const size = config.imageSizePx;
  const pixels = graph.input(PIXEL_VALUES, 'float32', ['N', 3, size, size]);
  graph.output(siglipVision(graph, config, externalWeights(graph, places), pixels, linear));
  return graph;
}

/** `input_ids` int64 `[N, T]`, T the context length → features `[N, E]`. */
export function siglipTextGraph(config: SiglipConfig, places: WeightPlaces): Graph {
  const graph = new Graph('text');
  const ids = graph.input(INPUT_IDS, 'int64', ['N', config.contextLength]);
  graph.output(siglipText(graph, config, externalWeights(graph, places), ids));
  return graph;
}
