/** Relevance of the patches of one picture for a text, on any session that runs the relevance graph. */
import type { Feeds } from '../../models/onnx/feeds.ts';
import { TEXT_EMBEDDING } from './relevance-graph.ts';
import { rolledOut } from './roll-out.ts';

export type PatchRelevance = {
  /** Cosine of picture and text. */
  readonly cosine: number;
  readonly patchesPerEdge: number;
  /** `[patchesPerEdge, patchesPerEdge]`, row by row from the upper left, none negative: what each patch adds. Comparable within a picture only. */
  readonly values: Float32Array;
};

/** The published choice. In earlier blocks, tokens also gather what says nothing about their own place. */
export const RELEVANCE_BLOCKS = 1;

/** Runs the relevance graph: all outputs in its order, float32. */
export type RunRelevanceGraph = (feeds: Feeds) => Promise<readonly Float32Array[]>;

/** `picture`: feeds of the image tower for one picture. `text`: unit vector [E]. `blocks`: how many of the last blocks count. */
export async function relevanceOf(
  run: RunRelevanceGraph,
  picture: Feeds,
  text: Float32Array,
  blocks: number,
): Promise<PatchRelevance> {
  const embedding = { elements: text, shape: [1, text.length] };
  const [cosine, ...taken] = await run({ ...picture, [TEXT_EMBEDDING]: embedding });
  const last = taken[taken.length - 1];
  const values = rolledOut(taken, last.length, blocks);
  return { cosine: cosine[0], patchesPerEdge: Math.sqrt(values.length), values };
}
