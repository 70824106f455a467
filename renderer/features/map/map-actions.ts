/** What clicks and drawn rectangles on the map do. */
import type { PixelWindow, QueryResult } from '../../../core/rpc/documents.ts';
import type { PixelPoint } from '../../map/scene-map.ts';
import { type Application, projectNow } from '../../state/application.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { attempt } from '../../state/toasts.ts';
import { addWindowTerm } from '../search/draft.ts';
import { strings } from './strings.ts';

export function clickOnMap(app: Application, at: PixelPoint): void {
  if (app.view.getState().tool === 'identify') identify(app, at);
  else selectHitAt(app, at);
}

export function windowDrawn(app: Application, win: PixelWindow): void {
  app.view.setState({ tool: 'pan' });
  addWindowTerm(app, win);
}

function identify(app: Application, at: PixelPoint): void {
  const scene = projectNow(app)?.activeScene;
  if (!scene) return;
  attempt(app, strings.identify, async () => {
    const values = await app.core.call('scenes.identify', {
      scene,
      col: Math.floor(at.col),
      row: Math.floor(at.row),
    });
    app.view.setState({ identified: { scene, at, values } });
  });
}

/** The best hit that holds the point, itself or by one of the windows merged into it. */
function selectHitAt(app: Application, at: PixelPoint): void {
  const result = app.cache.getQueryData<QueryResult>(queryKeys.result(app.view.getState().asked));
  const hit =
    result?.hits.find(({ window }) => contains(window, at)) ??
    result?.hits.find(({ merged }) => merged.some(({ window }) => contains(window, at)));
  app.view.setState({ activeHit: hit?.rank ?? null });
  if (hit) app.dock.show('results');
}

function contains({ col, row, widthPx, heightPx }: PixelWindow, at: PixelPoint): boolean {
  return at.col >= col && at.row >= row && at.col < col + widthPx && at.row < row + heightPx;
}
