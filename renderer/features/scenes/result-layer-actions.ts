/** Choosing and changing the layers of results. */
import type { QueryId } from '../../../core/documents/ids.ts';
import type { ResultLayer } from '../../../core/documents/project.ts';
import { type Application, afterChanges, applyTransaction, projectNow } from '../../state/application.ts';
import { byId } from '../../state/by-id.ts';
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

/** As it is once the changes that were asked for before are made. */
export async function copyStyle(app: Application, { id }: ResultLayer): Promise<void> {
  await afterChanges(() => {
    const result = byId(projectNow(app).results, id);
    if (result) app.view.setState({ copiedStyle: result.style });
  });
}

/** Threshold and range are those of one question, and stay with it. */
export async function pasteStyle(app: Application, { id }: ResultLayer): Promise<void> {
  await changeResult(app, id, ({ style: { visible, range, threshold } }) => {
    const { copiedStyle } = app.view.getState();
    return copiedStyle === null ? {} : { style: { ...copiedStyle, visible, range, threshold } };
  });
}
