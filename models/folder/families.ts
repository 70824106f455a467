/** The families of dual encoders that this program knows, CLIP and SigLIP, behind one interface. A new family is one entry here. */
import type { ModelActivation } from '../../core/documents/model.ts';
import type { ClipConfig } from '../clip/clip-config.ts';
import { CLIP_CONVENTIONS } from '../clip/clip-conventions.ts';
import { textGraph, visionGraph, type WeightPlaces } from '../clip/tower-graphs.ts';
import type { Linear } from '../clip/transformer.ts';
import { weightShapes } from '../clip/weight-names.ts';
import type { Graph } from '../onnx/graph.ts';
import type { Conventions } from '../preprocess/conventions.ts';
import type { SiglipConfig } from '../siglip/siglip-config.ts';
import { SIGLIP_CONVENTIONS } from '../siglip/siglip-conventions.ts';
import { siglipTextGraph, siglipVisionGraph } from '../siglip/tower-graphs.ts';
import { siglipShapes } from '../siglip/weight-names.ts';

/** A model's family and its sizes. */
export type FamilyConfig =
  | { readonly family: 'clip'; readonly clip: ClipConfig }
  | { readonly family: 'siglip'; readonly siglip: SiglipConfig };

export type FamilyName = FamilyConfig['family'];

/** What the rest of the program knows about a model of any family. */
export interface DualEncoder {
  readonly sizes: {
    readonly imageSizePx: number;
    readonly contextLength: number;
    readonly vocabularySize: number;
    readonly embeddingDim: number;
    readonly activation: ModelActivation;
  };
  /** Key → shape of every weight, in one position table. */
  weightShapes(): Map<string, readonly number[]>;
  /** `pixel_values` float `[N, 3, S, S]` → features `[N, E]`. `linear` must match the way the weights are stored. */
  visionGraph(places: WeightPlaces, linear?: Linear): Graph;
  /** `input_ids` int64 `[N, T]`, and what the pooling rule needs → features `[N, E]`. */
  textGraph(places: WeightPlaces): Graph;
}

export function dualEncoder(config: FamilyConfig): DualEncoder {
  return config.family === 'clip' ? clipEncoder(config.clip) : siglipEncoder(config.siglip);
}

/** For each family, its usual conventions and those that its graphs support. */
export const FAMILIES: Readonly<
  Record<
    FamilyName,
    {
      readonly usual: Conventions;
      readonly poolings: readonly Conventions['pooling'][];
      readonly scores: readonly Conventions['score'][];
    }
  >
> = {
  clip: { usual: CLIP_CONVENTIONS, poolings: ['end-of-text'], scores: ['cosine'] },
  siglip: { usual: SIGLIP_CONVENTIONS, poolings: ['last-token'], scores: ['sigmoid'] },
};

function clipEncoder(config: ClipConfig): DualEncoder {
  return {
    sizes: config,
    weightShapes: () => weightShapes(config, false),
    visionGraph: (places, linear) => visionGraph(config, places, linear),
    textGraph: (places) => textGraph(config, places),
  };
}

function siglipEncoder(config: SiglipConfig): DualEncoder {
  return {
    sizes: config,
    weightShapes: () => siglipShapes(config),
    visionGraph: (places, linear) => siglipVisionGraph(config, places, linear),
    textGraph: (places) => siglipTextGraph(config, places),
  };
}
