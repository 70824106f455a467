/** All indexes of a scene on disk, of every model and of SeLo, each removable. */
import { Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { SceneId } from '../../../core/documents/ids.ts';
import { useApplication } from '../../state/application-context.ts';
import { byId } from '../../state/by-id.ts';
import { useIndexes, useModels } from '../../state/core-queries.ts';
import { IconButton } from '../../ui/button.tsx';
import { formatBytes, formatCount } from '../../ui/format.ts';
import { dialogStrings } from './dialog-strings.ts';
import { indexWords } from './index-badge.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

export function SceneIndexes({ scene }: { readonly scene: SceneId }): ReactNode {
  const app = useApplication();
  const { data: indexes, error } = useIndexes(scene);
  const models = useModels();
  if (error) return <p>{error.message}</p>;
  if (!indexes) return null;
  if (indexes.length === 0) return <p>{strings.notIndexed}</p>;
  return (
    <ul className={style.indexes} aria-label={dialogStrings.indexes}>
      {indexes.map((index) => {
        const { id, model, grid, state, windows, bytes } = index;
        const known = byId(models, model);
        const name = known ? known.name : model;
        const sizes = grid.sizesPx.join(', ');
        return (
          <li key={id}>
            <span className={style.names}>
              <span>
                {grid.kind === 'selo' ? dialogStrings.seloIndex(name) : dialogStrings.indexOf(name, sizes)}
              </span>
              <span className={style.badge} data-tone={state}>
                {dialogStrings.indexState(indexWords(index, null), formatCount(windows), formatBytes(bytes))}
              </span>
            </span>
            <IconButton
              label={dialogStrings.removeIndexAsk(name, sizes)}
              icon={Trash2}
              onPress={() => app.view.setState({ dialog: { kind: 'remove-index', scene, index: id } })}
            />
          </li>
        );
      })}
    </ul>
  );
}
