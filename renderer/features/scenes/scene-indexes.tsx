/** All indexes of a scene on disk, of every model and of SeLo, each removable. */
import { Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { SceneId } from '../../../core/documents/ids.ts';
import type { IndexStatus } from '../../../core/documents/search.ts';
import { useApplication } from '../../state/application-context.ts';
import { byId } from '../../state/by-id.ts';
import { useActiveModel, useIndexes, useModels } from '../../state/core-queries.ts';
import { IconButton } from '../../ui/button.tsx';
import { formatBytes, formatCount } from '../../ui/format.ts';
import { PullIndex, ShareIndex } from '../team/share-index.tsx';
import { dialogStrings } from './dialog-strings.ts';
import { indexWords } from './index-badge.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

export function SceneIndexes({ scene }: { readonly scene: SceneId }): ReactNode {
  const { data: indexes, error } = useIndexes(scene);
  const model = useActiveModel();
  if (error) return <p>{error.message}</p>;
  if (!indexes) return null;
  return (
    <>
      <IndexList scene={scene} indexes={indexes} />
      {model && <PullIndex scene={scene} model={model.id} />}
    </>
  );
}

type ListProps = { readonly scene: SceneId; readonly indexes: readonly IndexStatus[] };

function IndexList({ scene, indexes }: ListProps): ReactNode {
  const app = useApplication();
  const models = useModels();
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
            <ShareIndex scene={scene} index={index} modelName={name} />
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
