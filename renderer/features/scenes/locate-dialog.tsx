/** Asks for the new location of a scene's file. */
import type { ReactNode } from 'react';
import type { SceneId } from '../../../core/documents/ids.ts';
import type { Application } from '../../state/application.ts';
import { useApplication } from '../../state/application-context.ts';
import { useScene } from '../../state/core-queries.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { attempt, showToast } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/dialog.tsx';
import { dialogStrings } from './dialog-strings.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = { readonly scene: SceneId; readonly onClose: () => void };

export function LocateDialog({ scene, onClose }: Props): ReactNode {
  const app = useApplication();
  const detail = useScene(scene);
  const name = detail ? detail.name : scene;
  const host = detail ? detail.host : null;
  const connect = (): void =>
    attempt(app, dialogStrings.connect, async () => {
      await app.core.call('web.allow', { host: host! });
      onClose();
    });
  const choose = (): void =>
    attempt(app, strings.locate, async () => {
      if (await locateScene(app, scene)) onClose();
    });
  return (
    <ModalDialog
      title={dialogStrings.locateTitle(name)}
      onClose={onClose}
      widthRem={28}
      actions={
        <>
          <Button onPress={onClose}>{dialogStrings.locateLater}</Button>
          <Button tone="primary" autoFocus onPress={host === null ? choose : connect}>
            {host === null ? dialogStrings.chooseFile : dialogStrings.connect}
          </Button>
        </>
      }
    >
      <div className={style.stack}>
        <p>{host === null ? dialogStrings.locateText : dialogStrings.connectText(host)}</p>
      </div>
    </ModalDialog>
  );
}

/** False if the user cancels. */
async function locateScene(app: Application, scene: SceneId): Promise<boolean> {
  const [grant] = await app.shell.pickRasters();
  if (!grant) return false;
  const { along } = await app.core.call('scenes.locate', { scene, grant: grant.id });
  await app.cache.invalidateQueries({ queryKey: queryKeys.scenes });
  const names = along.map(({ name }) => name).join(', ');
  if (along.length > 0)
    showToast(app, {
      tone: 'good',
      title: strings.locate,
      text: dialogStrings.foundAlong(names),
      link: null,
    });
  return true;
}
