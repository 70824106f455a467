/** The query being written. */
import type { RasterWindow } from '../../../core/documents/scene.ts';
import type { QueryTerm } from '../../../core/documents/search.ts';
import type { Application } from '../../state/application.ts';
import { isSameWindow } from '../../state/is-same-window.ts';
import type { DraftTerm } from '../../state/view-state.ts';

let lastKey = 0;
/** The sentence that was added and has not had the focus yet. */
let addedKey: number | null = null;

function withKey(term: QueryTerm): DraftTerm {
  lastKey += 1;
  return { ...term, key: lastKey };
}

export function setDraft(app: Application, terms: readonly QueryTerm[]): void {
  app.view.setState({ queryDraft: terms.map(withKey) });
}

/** Resets to one empty sentence. */
export function clearDraft(app: Application): void {
  setDraft(app, [{ kind: 'text', text: '', weight: 1 }]);
}

/** `weight` -1: something to avoid. */
export function addTextTerm(app: Application, weight: 1 | -1): void {
  const term = withKey({ kind: 'text', text: '', weight });
  addedKey = term.key;
  app.view.setState(({ queryDraft }) => ({ queryDraft: [...queryDraft, term] }));
}

/** True once for a sentence that was just added. */
export function takesFocus(key: number): boolean {
  if (key !== addedKey) return false;
  addedKey = null;
  return true;
}

/** Adds an example window, once, and drops sentences without text. */
export function addWindowTerm(app: Application, window: RasterWindow): void {
  const term = withKey({ kind: 'window', window, weight: 1 });
  app.view.setState(({ queryDraft }) => {
    const others = queryDraft.filter(
      (each) => isMeaningful(each) && !(each.kind === 'window' && isSameWindow(each.window, window)),
    );
    return { queryDraft: [...others, term] };
  });
  app.dock.show('search');
}

export function changeTerm(app: Application, changed: DraftTerm): void {
  app.view.setState(({ queryDraft }) => ({
    queryDraft: queryDraft.map((term) => (term.key === changed.key ? changed : term)),
  }));
}

export function removeTerm(app: Application, key: number): void {
  const rest = app.view.getState().queryDraft.filter((term) => term.key !== key);
  if (rest.length === 0) clearDraft(app);
  else app.view.setState({ queryDraft: rest });
}

/** Example windows refer to one scene and are dropped when another becomes active. */
export function dropWindowTerms(app: Application): void {
  const texts = app.view.getState().queryDraft.filter(({ kind }) => kind === 'text');
  if (texts.length === 0) clearDraft(app);
  else app.view.setState({ queryDraft: texts });
}

/** The terms to run: those with text or a window, and a weight. */
export function meaningfulTerms(draft: readonly DraftTerm[]): readonly QueryTerm[] {
  return draft.filter(isMeaningful).map(({ key: _key, ...term }) => term);
}

function isMeaningful(term: QueryTerm): boolean {
  return term.weight !== 0 && (term.kind !== 'text' || term.text.trim() !== '');
}
