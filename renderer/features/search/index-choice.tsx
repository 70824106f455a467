/** Choice of the index that answers if the model has several of the scene; the shown one can be removed. */
import { Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ModelSummary } from '../../../core/documents/model.ts';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import type { IndexStatus } from '../../../core/documents/search.ts';
import { answeringIndex, answeringIndexes } from '../../state/answering.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { useIndexes } from '../../state/core-queries.ts';
import { IconButton } from '../../ui/button.tsx';
import { SelectField } from '../../ui/fields.tsx';
import { formatCount } from '../../ui/format.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = { readonly scene: SceneDetail; readonly model: ModelSummary };

export function IndexChoice({ scene, model }: Props): ReactNode {
  const app = useApplication();
  const choice = useView((state) => state.indexChoice);
  const { data } = useIndexes(scene.id);
  const indexes = answeringIndexes(data, model.id);
  const answering = answeringIndex(data, { scene: scene.id, model: model.id }, choice);
  if (!answering || indexes.length < 2) return null;
  const { index: shown } = answering;
  return (
    <div className={style.choice}>
      <SelectField
        label={strings.answersFrom}
        value={sizesOf(shown)}
        choices={indexes.map((index) => ({
          id: sizesOf(index),
          label: strings.indexSizes(sizesOf(index), formatCount(index.windowsDone)),
        }))}
        onChange={(sizes) => {
          const index = indexes.find((each) => sizesOf(each) === sizes);
          if (index)
            app.view.setState({
              indexChoice: { scene: scene.id, model: model.id, sizesPx: index.grid.sizesPx },
            });
        }}
      />
      <IconButton
        label={strings.removeIndexAsk}
        icon={Trash2}
        onPress={() =>
          app.view.setState({ dialog: { kind: 'remove-index', scene: scene.id, index: shown.id } })
        }
      />
    </div>
  );
}

function sizesOf({ grid }: IndexStatus): string {
  return grid.sizesPx.join(', ');
}
