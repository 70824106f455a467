/** Lists scenes that were opened before and are not layers now. A click adds one again, with its index. */
import type { ReactNode } from 'react';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import type { Application } from '../../state/application.ts';
import { useApplication } from '../../state/application-context.ts';
import { useProject, useScenes } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/dialog.tsx';
import { formatCount } from '../../ui/format.ts';
import { dialogStrings } from './dialog-strings.ts';
import { showScene } from './scene-actions.ts';
import { strings } from './strings.ts';
import style from './style.module.css';
import { whileOpening } from './while-opening.ts';

export function EarlierScenesDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const app = useApplication();
  const { layers } = useProject();
  const earlier = useScenes()
    .filter(({ id }) => !layers.some(({ scene }) => scene === id))
    .toSorted((a, b) => a.name.localeCompare(b.name));
  const add = (scene: SceneDetail): void => {
    onClose();
    attempt(app, strings.addEarlier, () => addAgain(app, scene));
  };
  return (
    <ModalDialog title={dialogStrings.earlierTitle} onClose={onClose}>
      {earlier.length === 0 && <p>{dialogStrings.earlierNone}</p>}
      <ul className={style.earlier}>
        {earlier.map((scene) => (
          <li key={scene.id}>
            <Button tone="link" onPress={() => add(scene)}>
              {scene.name}
            </Button>
            <span>
              {dialogStrings.earlierSize(
                formatCount(scene.widthPx),
                formatCount(scene.heightPx),
                scene.missing,
              )}
            </span>
          </li>
        ))}
      </ul>
    </ModalDialog>
  );
}

/** A file that is gone becomes a layer too: its menu locates it. */
async function addAgain(app: Application, scene: SceneDetail): Promise<void> {
  const opened = scene.missing
    ? scene
    : await whileOpening(app, scene.name, (options) =>
        app.core.call('scenes.openKnown', { scene: scene.id }, options),
      );
  await showScene(app, opened);
}
