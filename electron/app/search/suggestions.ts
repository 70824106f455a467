/** Everyday sentences that suit an indexed scene, as first questions. */
import type { ModelId, SceneId } from '../../../core/documents/ids.ts';
import type { Suggestions } from '../../../core/documents/search.ts';
import { NotFound } from '../../../core/errors.ts';
import { BANK_SENTENCES } from '../../../core/search/bank-sentences.ts';
import type { OpenIndex } from '../../../core/search/open-index.ts';
import type { IndexService } from './index-service.ts';

const COUNT = 4;

/** Null without a complete index, or if it holds no embedding. */
export async function suggestionsFor(
  indexes: IndexService,
  scene: SceneId,
  model: ModelId,
  signal: AbortSignal,
): Promise<Suggestions | null> {
  const index = await indexIfThere(indexes, scene, model);
  if (index === null || !index.isComplete) return null;
  const found = (await indexes.bankScoresOf(index, signal)).extremes(COUNT);
  return found && { fits: found.best.map((b) => BANK_SENTENCES[b]), fitsNot: BANK_SENTENCES[found.least] };
}

async function indexIfThere(
  indexes: IndexService,
  scene: SceneId,
  model: ModelId,
): Promise<OpenIndex | null> {
  try {
    return await indexes.forQuery(scene, model);
  } catch (error) {
    if (error instanceof NotFound) return null;
    throw error;
  }
}
