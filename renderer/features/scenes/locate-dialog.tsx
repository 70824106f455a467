/** Asks for the new location of a scene's file. */
import type { ReactNode } from 'react';
import type { SceneId } from '../../../core/documents/ids.ts';
import { useApplication } from '../../state/application-context.ts';
import { useScene } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/dialog.tsx';
import { locateScene } from './scene-actions.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = { readonly scene: SceneId; readonly onClose: () => void };

export function LocateDialog({ scene, onClose }: Props): ReactNode {
  const app = useApplication();
  const detail = useScene(scene);
  const name = detail ? detail.name : scene;
  const choose = (): void =>
    attempt(app, strings.locate, async () => {
      if (await locateScene(app, scene)) onClose();
    });
  return (
    <ModalDialog
      title={strings.locateTitle(name)}
      onClose={onClose}
      widthRem={28}
      actions={
        <>
          <Button onPress={onClose}>{strings.locateLater}</Button>
          <Button tone="primary" autoFocus onPress={choose}>
            {strings.chooseFile}
          </Button>
        </>
      }
    >
      <div className={style.stack}>
        <p>{strings.locateText}</p>
      </div>
    </ModalDialog>
  );
}
