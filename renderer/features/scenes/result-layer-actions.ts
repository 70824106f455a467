/** Choosing and changing the layers of results. */
import type { QueryId } from '../../../core/documents/ids.ts';
import type { ResultLayer } from '../../../core/documents/project.ts';
import { type Application, applyTransaction } from '../../state/application.ts';
import { changeResult, resultLayerNow } from '../../state/result-layer.ts';
import { termsInWords } from '../../ui/terms-in-words.ts';
import { setDraft } from '../search/query-draft.ts';
import { strings } from './result-strings.ts';
import { activateScene } from './scene-actions.ts';

export function resultTitle({ name, terms }: ResultLayer): string {
  return name ?? termsInWords(terms);
}

/** Its map comes into sight and its answer into the Ask column; other maps stay. */
export async function chooseResult(app: Application, result: ResultLayer): Promise<void> {
  const { id, scene, model, terms, area } = result;
  await activateScene(app, scene);
  if (!result.style.visible)
    await changeResult(app, id, ({ style }) => ({ style: { ...style, visible: true } }));
  endComparisonWith(app, id);
  setDraft(app, terms);
  app.view.setState({
    ...{ query: { scene, model, terms, area }, queryArea: area, resultLayer: id, chosen: 'result' },
    ...{ activeHit: null, hoveredHit: null, similarityDraft: null },
  });
}

export async function duplicateResult(app: Application, result: ResultLayer): Promise<void> {
  const id = `${result.id.slice(0, 80)}.${crypto.randomUUID()}` as QueryId;
  const name = strings.copyOf(resultTitle(result)).slice(0, 200);
  await applyTransaction(app, ({ results }) => {
    const at = results.findIndex((each) => each.id === result.id);
    return at < 0 ? null : { kind: 'add-result', result: { ...results[at], id, name }, at };
  });
}

export async function removeResult(app: Application, { id }: ResultLayer): Promise<void> {
  endComparisonWith(app, id);
  if (resultLayerNow(app)?.id === id) app.view.setState({ query: null, activeHit: null, chosen: 'scene' });
  await applyTransaction(app, { kind: 'remove-result', id });
}

function endComparisonWith(app: Application, id: QueryId): void {
  if (app.view.getState().comparedLayer === id) app.view.setState({ comparedLayer: null });
}

/** Threshold and range are those of one question, and stay with it. */
export async function pasteStyle(app: Application, result: ResultLayer): Promise<void> {
  const { copiedStyle } = app.view.getState();
  if (!copiedStyle) return;
  await changeResult(app, result.id, ({ style: { visible, range, threshold } }) => ({
    style: { ...copiedStyle, visible, range, threshold },
  }));
}
