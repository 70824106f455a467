/** Confirms deleting an index. */
import type { ReactNode } from 'react';
import type { IndexId, SceneId } from '../../../core/documents/ids.ts';
import type { Application } from '../../state/application.ts';
import { useApplication } from '../../state/application-context.ts';
import { byId } from '../../state/by-id.ts';
import { useIndexes, useScene } from '../../state/core-queries.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { attempt } from '../../state/toasts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { formatBytes, formatCount } from '../../ui/format.ts';
import { strings } from './strings.ts';

type Props = { readonly scene: SceneId; readonly index: IndexId; readonly onClose: () => void };

export function RemoveIndexDialog({ scene, index: id, onClose }: Props): ReactNode {
  const app = useApplication();
  const detail = useScene(scene);
  const { data: indexes } = useIndexes(scene);
  const index = indexes && byId(indexes, id);
  if (!detail || !index) return null;
  return (
    <ConfirmDialog
      title={strings.removeIndexTitle(index.grid.sizesPx.join(', '))}
      text={strings.removeIndexText(detail.name, formatCount(index.windowsDone), formatBytes(index.bytes))}
      action={strings.removeIndexAction}
      onConfirm={() => attempt(app, strings.removeIndex, () => removeIndex(app, scene, id))}
      onClose={onClose}
    />
  );
}

/** The current query is then answered from another index of the scene. */
async function removeIndex(app: Application, scene: SceneId, index: IndexId): Promise<void> {
  await app.core.call('index.remove', { scene, index });
  app.view.setState({ indexChoice: null });
  await app.cache.invalidateQueries({ queryKey: queryKeys.queryResults(app.view.getState().query) });
}
