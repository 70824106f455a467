/** The part of the scene to which the next query is limited. A query that was run is asked again. */
import type { Outline } from '../../../core/documents/search.ts';
import { type Application, activeSceneNow } from '../../state/application.ts';
import { showToast } from '../../state/toasts.ts';
import { meaningfulTerms } from './query-draft.ts';
import { runQuery } from './run-query.ts';
import { strings } from './strings.ts';

export function limitTo(app: Application, area: Outline | null): void {
  app.view.setState({ queryArea: area, tool: 'pan' });
  const { query, queryDraft } = app.view.getState();
  if (query && query.scene === activeSceneNow(app) && meaningfulTerms(queryDraft).length > 0) runQuery(app);
}

export function limitToWholeScene(app: Application): void {
  limitTo(app, null);
}

export function limitToView(app: Application): void {
  const area = app.map.view.seenArea();
  if (area) limitTo(app, area);
  else showToast(app, { tone: 'neutral', title: strings.viewOnly, text: strings.nothingSeen, link: null });
}

export function startDrawingArea(app: Application): void {
  app.view.setState({ tool: 'area', areaFor: 'question' });
}
