/** Handlers for indexes and queries. */
import type { Announce } from '../../../core/documents/app.ts';
import type { Handlers } from '../../../core/rpc/contract.ts';
import { sentenceHints } from '../../../core/search/sentence-hints.ts';
import type { ModelService } from '../models/model-service.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import type { IndexService } from './index-service.ts';
import type { PatchIndexService } from './patch-index-service.ts';
import type { PhraseMapService } from './phrase-map-service.ts';
import type { PhraseService } from './phrase-service.ts';
import { queryCommand } from './query-command.ts';
import type { QueryService } from './query-service.ts';
import type { RelevanceService } from './relevance-service.ts';
import type { SeloAnswers } from './selo-answers.ts';
import type { SharpenService } from './sharpen-service.ts';
import { suggestionsFor } from './suggestions.ts';

type Parts = {
  readonly indexes: IndexService;
  readonly patchIndexes: PatchIndexService;
  readonly queries: QueryService;
  readonly phrases: PhraseService;
  readonly phraseMaps: PhraseMapService;
  readonly windowRelevance: RelevanceService;
  readonly seloAnswers: SeloAnswers;
  readonly sharpening: SharpenService;
  readonly models: ModelService;
  readonly scenes: SceneService;
  readonly announce: Announce;
};

export function searchHandlers({
  indexes,
  patchIndexes,
  queries,
  phrases,
  phraseMaps,
  windowRelevance,
  seloAnswers,
  sharpening,
  models,
  scenes,
  announce,
}: Parts) {
  return {
    'index.plan': ({ scene, model, sizesPx, view }) => indexes.plan(scene, model, sizesPx, { view }),
    'index.planPatches': ({ scene, model }) => patchIndexes.plan(scene, model),
    'index.removePatches': async ({ scene }) => {
      await patchIndexes.removeAll(scene);
      announce('scenes');
      return null;
    },
    'index.list': ({ scene }) => indexes.list(scene),
    'index.unreadable': ({ scene }) => indexes.unreadable(scene),
    'index.remove': async ({ scene, index }) => {
      await indexes.remove(scene, index);
      announce('scenes');
      return null;
    },
    'query.count': async ({ model, text }) => {
      const { count, limit, truncated, cutAt } = await models.tokenize(model, text);
      return { count, limit, truncated, cutAt, hints: sentenceHints(text) };
    },
    'query.compare': async ({ a, b, ...question }, { signal }) => ({
      a: await queries.run({ ...question, model: a }, signal),
      b: await queries.run({ ...question, model: b }, signal),
    }),
    'query.suggestions': ({ scene, model }, { signal }) => suggestionsFor(indexes, scene, model, signal),
    'query.command': async ({ query }) => {
      const { result } = queries.ran(query);
      return queryCommand(result, scenes.pathOf(result.scene), process.platform);
    },
    'query.phrases': ({ query, window, spans }, { signal }) => phrases.shares(query, window, spans, signal),
    'query.phraseMap': ({ query, chosen, spans }, task) => phraseMaps.run(query, chosen, spans, task),
    'query.relevance': ({ query, window, chosen }, { signal }) =>
      windowRelevance.ofQuery(query, window, chosen, signal),
    'query.sharpen': ({ query }, task) => sharpening.run(query, task),
    'selo.map': ({ query, version }, task) => seloAnswers.run(query, version, task),
    'selo.measure': async ({ query, version, regions }) => seloAnswers.measure(query, version, regions),
    'selo.regions': ({ query, annotations, file }) => seloAnswers.regionsIn(query, annotations, file),
    'query.difference': ({ a, b, measure }) => queries.describeDifference(a, b, measure),
  } satisfies Partial<Handlers>;
}
