/** Confirms removing a layer, with the option to delete its indexes. */
import { type ReactNode, useState } from 'react';
import type { SceneId } from '../../../core/documents/ids.ts';
import { useApplication } from '../../state/application-context.ts';
import { useScene } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/dialog.tsx';
import { CheckField } from '../../ui/fields.tsx';
import { strings as common } from '../../ui/strings.ts';
import { dialogStrings } from './dialog-strings.ts';
import { removeLayer } from './scene-actions.ts';
import style from './style.module.css';

type Props = { readonly scene: SceneId; readonly onClose: () => void };

export function RemoveLayerDialog({ scene, onClose }: Props): ReactNode {
  const app = useApplication();
  const detail = useScene(scene);
  const name = detail ? detail.name : scene;
  const [forgets, setForgets] = useState(false);
  const remove = (): void => {
    onClose();
    attempt(app, dialogStrings.removeLayer, () => removeLayer(app, scene, forgets));
  };
  return (
    <ModalDialog
      title={dialogStrings.removeTitle(name)}
      onClose={onClose}
      widthRem={28}
      actions={
        <>
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button tone="danger" autoFocus onPress={remove}>
            {dialogStrings.remove}
          </Button>
        </>
      }
    >
      <div className={style.stack}>
        <p>{dialogStrings.removeText}</p>
        <CheckField isSelected={forgets} onChange={setForgets}>
          {dialogStrings.removeForget}
        </CheckField>
      </div>
    </ModalDialog>
  );
}
