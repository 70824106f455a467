/** Questions as recipes: copied, and taken in from the field. */
import { parseRecipe, recipeText } from '../../../core/documents/recipe.ts';
import { type Application, activeModelNow, applyTransaction } from '../../state/application.ts';
import { similarityNow } from '../../state/result-layer.ts';
import { showToast } from '../../state/toasts.ts';
import { meaningfulTerms, setDraft } from './query-draft.ts';
import { strings } from './recipe-strings.ts';
import { strings as common } from './strings.ts';

export async function copyRecipe(app: Application): Promise<void> {
  const terms = meaningfulTerms(app.view.getState().queryDraft);
  const sentences = terms.filter(({ kind }) => kind === 'text');
  const model = activeModelNow(app);
  if (!model || sentences.length === 0) {
    showToast(app, { tone: 'neutral', title: common.copyRecipe, text: strings.noSentence, link: null });
    return;
  }
  const text = recipeText(terms, model.id, similarityNow(app));
  await navigator.clipboard.writeText(text);
  const left = sentences.length < terms.length || app.view.getState().queryArea !== null;
  showToast(app, {
    ...{ tone: 'good', title: strings.copied, link: null },
    text: left ? strings.copiedPart : strings.copiedText,
  });
}

/** Puts the recipe's question into the field; its style is that of the next map. Throws for a recipe that cannot be read. */
export async function takeRecipe(app: Application, text: string): Promise<void> {
  const { terms, model, style } = parseRecipe(text);
  await applyTransaction(app, ({ similarity }) => ({
    kind: 'set-similarity',
    style: { ...similarity, ...style },
  }));
  setDraft(app, terms);
  const own = activeModelNow(app);
  if (own && own.id !== model)
    showToast(app, {
      ...{ tone: 'neutral', title: strings.taken, link: null },
      text: strings.otherModel(model, own.id),
    });
}
