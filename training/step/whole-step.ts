/** Losses and gradients of a batch in one run of one graph. */

import { type TextKinds, USED_TEXTS } from '../../core/documents/dataset.ts';
import { fitFeeds, imageFeeds, required, scalarFeed, textFeeds, weightFeeds } from './batch-feeds.ts';
import { addGradients, type GradientStep, lossesOf, uncontrolled } from './gradient-step.ts';
import type { OpenSession } from './graph-session.ts';
import { OMEGA, STEP_TEXTS, stepGraph, type TrainingModel } from './training-graph.ts';

/** A step in one graph. Its memory grows with the batch. */
export async function openWholeStep(
  model: TrainingModel,
  texts: TextKinds,
  open: OpenSession,
): Promise<GradientStep> {
  const { graph, losses, gradients } = stepGraph(model, texts);
  const session = await open(graph);
  return {
    compute: async (weights, batch, omega, control = uncontrolled()) => {
      control.signal.throwIfAborted();
      const feeds = {
        ...weightFeeds(graph, weights),
        ...imageFeeds(model, batch.images, batch.count),
        ...(texts === 'short' ? {} : textFeeds(model, required(batch.long, 'long'), STEP_TEXTS.long)),
        ...(texts === 'long' ? {} : textFeeds(model, required(batch.short, 'short'), STEP_TEXTS.short)),
        ...(texts === 'both' ? { [OMEGA]: scalarFeed(omega) } : {}),
        ...fitFeeds(model, batch, USED_TEXTS[texts]),
      };
      const results = await session.run(feeds);
      const accumulated = new Map<string, Float32Array>();
      addGradients(accumulated, gradients, results, feeds, model.shapes);
      return { losses: lossesOf(losses, results), gradients: accumulated };
    },
    release: () => session.release(),
  };
}
