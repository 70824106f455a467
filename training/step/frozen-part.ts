/** The frozen part of the towers, which is run once: pictures and texts → hidden states at the entry of the trained part. */

import type { Tower } from '../../core/documents/run.ts';
import { pooledPosition } from '../../models/clip/pooling.ts';
import type { Feeds } from '../../models/onnx/feeds.ts';
import type { Graph } from '../../models/onnx/graph.ts';
import { imageFeeds, type TextRow, textFeeds } from './batch-feeds.ts';
import type { GraphSession, OpenSession } from './graph-session.ts';
import { frozenGraph, TOWER_TEXT, type TrainingModel } from './training-graph.ts';

/** Returns its input unchanged for a tower that is trained from its input on. */
export type FrozenPart = {
  /** Pixel values `[count, 3, S, S]` → `[count, L, D]` */
  readonly runImages: (pixelValues: Float32Array, count: number) => Promise<Float32Array>;
  /** Token ids → `[T, D]` each, cut after the end of text, since later tokens do not affect it. */
  readonly runTexts: (rows: readonly ArrayLike<number>[]) => Promise<TextRow[]>;
  readonly release: () => Promise<void>;
};

export async function openFrozenPart(model: TrainingModel, open: OpenSession): Promise<FrozenPart> {
  const vision = await openTower(model, 'vision', open);
  const text = await openTower(model, 'text', open).catch(async (error: unknown) => {
    await release(vision);
    throw error;
  });
  const fromInput: TrainingModel = { ...model, entry: { vision: null, text: null } };
  return {
    runImages: async (pixelValues, count) =>
      vision ? run(vision, imageFeeds(fromInput, pixelValues, count)) : pixelValues,
    runTexts: async (rows) => {
      if (!text) return [...rows];
      const feeds = textFeeds(fromInput, rows, TOWER_TEXT);
      const hidden = await run(text, { [TOWER_TEXT.ids]: feeds[TOWER_TEXT.ids] });
      const rowElements = hidden.length / rows.length;
      const { width } = model.config.text;
      return rows.map((row, i) => {
        const length = pooledPosition(row) + 1;
        return { hidden: hidden.slice(i * rowElements, i * rowElements + length * width) };
      });
    },
    release: async () => {
      await release(vision);
      await release(text);
    },
  };
}

type OpenedTower = { readonly graph: Graph; readonly session: GraphSession };

/** Null if the tower has no frozen part. */
async function openTower(model: TrainingModel, tower: Tower, open: OpenSession): Promise<OpenedTower | null> {
  if (model.entry[tower] === null) return null;
  const graph = frozenGraph(model, tower);
  return { graph, session: await open(graph) };
}

async function release(tower: OpenedTower | null): Promise<void> {
  if (tower !== null) await tower.session.release();
}

async function run({ graph, session }: OpenedTower, feeds: Feeds): Promise<Float32Array> {
  return (await session.run(feeds))[graph.outputs[0].name];
}
