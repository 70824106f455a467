/** Confirms using a layer's style as model view, with the cost of indexing again. */
import type { ReactNode } from 'react';
import type { ModelId, SceneId } from '../../../core/documents/ids.ts';
import type { SceneLayer } from '../../../core/documents/project.ts';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import { renderingKey } from '../../../core/urls/rendering-key.ts';
import { useApplication } from '../../state/application-context.ts';
import { useActiveModel, useIndexes, useIndexPlan, useProject, useScene } from '../../state/core-queries.ts';
import { layerOf } from '../../state/layer-of.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { formatBytes, formatCount, formatSeconds } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { strings as common } from '../../ui/strings.ts';
import { dialogStrings } from './dialog-strings.ts';
import { indexOf } from './index-badge.ts';
import { renderingWords } from './properties-dialog.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = { readonly scene: SceneId; readonly onClose: () => void };

export function ModelViewDialog({ scene: id, onClose }: Props): ReactNode {
  const scene = useScene(id);
  const layer = layerOf(useProject().layers, id);
  const model = useActiveModel();
  if (!scene || !layer || !model) return null;
  return <ModelViewForm scene={scene} layer={layer} model={model.id} onClose={onClose} />;
}

type FormProps = {
  readonly scene: SceneDetail;
  readonly layer: SceneLayer;
  readonly model: ModelId;
  readonly onClose: () => void;
};

function ModelViewForm({ scene, layer, model, onClose }: FormProps): ReactNode {
  const app = useApplication();
  const { id } = scene;
  const index = indexOf(useIndexes(id).data, model);
  const { data: plan } = useIndexPlan(id, model, index ? index.grid.sizesPx : null, layer.style);
  const isSame = renderingKey(scene.modelView) === renderingKey(layer.style);
  const apply = async (): Promise<void> => {
    await app.core.call('scenes.setModelView', { scene: id, view: layer.style });
    if (!index) return;
    const { grid } = plan ? plan : index;
    await app.core.call('jobs.start', { spec: { kind: 'index', scene: id, model, grid } });
  };
  return (
    <ModalDialog
      title={dialogStrings.modelViewTitle(scene.name)}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button
            tone="primary"
            isDisabled={isSame}
            onPress={() => {
              onClose();
              attempt(app, strings.useStyleForModel, apply);
            }}
          >
            {index ? dialogStrings.modelViewApply : dialogStrings.modelViewApplyOnly}
          </Button>
        </>
      }
    >
      <div className={style.stack}>
        {isSame ? <Notice title={dialogStrings.modelViewSame} /> : <p>{dialogStrings.modelViewText}</p>}
        <Facts
          rows={[
            [dialogStrings.now, renderingWords(scene, scene.modelView)],
            [dialogStrings.afterwards, renderingWords(scene, layer.style)],
          ]}
        />
        {!isSame && !index && <Notice title={dialogStrings.modelViewNoIndex} />}
        {!isSame && index && plan && (
          <>
            <h3>{dialogStrings.modelViewCost}</h3>
            <Facts
              rows={[
                [dialogStrings.windows, formatCount(plan.windows)],
                [dialogStrings.time, formatSeconds(plan.seconds)],
                [dialogStrings.disk, formatBytes(plan.bytes)],
              ]}
            />
          </>
        )}
      </div>
    </ModalDialog>
  );
}
