/** Asks each sentence of the field by itself, so that several questions are answered in one run. */
import type { IndexStatus, QueryTerm } from '../../../core/documents/search.ts';
import { answeringIndex } from '../../state/answering.ts';
import { type Application, activeModelNow, activeSceneNow } from '../../state/application.ts';
import { HITS_WANTED } from '../../state/core-queries.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { showToast } from '../../state/toasts.ts';
import { strings } from './each-strings.ts';
import { meaningfulTerms, setDraft } from './query-draft.ts';
import { runQuery } from './run-query.ts';

type Sentence = QueryTerm & { readonly kind: 'text' };

/** Sentences of the field that are looked for. */
export function sentencesOf(terms: readonly QueryTerm[]): readonly Sentence[] {
  return terms.filter((term): term is Sentence => term.kind === 'text' && term.weight > 0);
}

/** The first sentence is asked last: its answer is the one that is shown. The others are lines of Results. */
export async function askEach(app: Application): Promise<void> {
  const { queryDraft, queryArea: area, indexChoice } = app.view.getState();
  const sentences = sentencesOf(meaningfulTerms(queryDraft));
  const [scene, model] = [activeSceneNow(app), activeModelNow(app)];
  if (!scene || !model || sentences.length < 2) return;
  const place = { scene, model: model.id, area };
  const indexes = app.cache.getQueryData<readonly IndexStatus[]>(queryKeys.indexes(scene));
  const sizesPx = answeringIndex(indexes, place, indexChoice)?.sizesPx ?? null;
  for (const { text } of sentences.slice(1).toReversed())
    await app.core.call('query.run', {
      ...{ ...place, sizesPx, hits: HITS_WANTED, isRecorded: true },
      terms: [{ kind: 'text', text, weight: 1 }],
    });
  setDraft(app, [{ ...sentences[0]!, weight: 1 }]);
  runQuery(app);
  showToast(app, {
    ...{ tone: 'good', title: strings.asked(sentences.length), link: null },
    text: strings.askedText,
  });
}
