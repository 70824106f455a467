/** One window as displayed, next to the pixels that the model receives. */
import type { ReactNode } from 'react';
import type { ModelId, SceneId } from '../../../core/documents/ids.ts';
import type { RasterWindow, SceneDetail } from '../../../core/documents/scene.ts';
import { modelViewUrl } from '../../../core/urls/model-view-url.ts';
import { windowUrl } from '../../../core/urls/window-url.ts';
import { byId } from '../../state/by-id.ts';
import { useModels, useScene } from '../../state/core-queries.ts';
import { useLayerStyle } from '../../state/use-layer-style.ts';
import { ModalDialog } from '../../ui/dialog.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = {
  readonly scene: SceneId;
  /** The model that the result comes from. */
  readonly model: ModelId;
  readonly window: RasterWindow;
  readonly onClose: () => void;
};

export function SeenPixelsDialog({ scene: id, model: modelId, window: win, onClose }: Props): ReactNode {
  const scene = useScene(id);
  const model = byId(useModels(), modelId);
  if (!scene || !model) return null;
  return (
    <ModalDialog title={strings.seenTitle} onClose={onClose} widthRem={38}>
      <p>{strings.seenText(model.imageSizePx)}</p>
      <div className={style.seen}>
        <ScreenFigure scene={scene} win={win} />
        <figure>
          <img src={modelViewUrl(id, model.id, win)} alt={strings.seenModel} />
          <figcaption>{strings.seenModel}</figcaption>
        </figure>
      </div>
    </ModalDialog>
  );
}

function ScreenFigure(props: { readonly scene: SceneDetail; readonly win: RasterWindow }): ReactNode {
  const rendering = useLayerStyle(props.scene);
  return (
    <figure>
      <img src={windowUrl(props.scene, rendering, props.win)} alt={strings.seenScreen} />
      <figcaption>{strings.seenScreen}</figcaption>
    </figure>
  );
}
