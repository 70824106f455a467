/** Sharing a scene's index with the team, and copying one from there: shown where a team store is named. */
import { CloudDownload, Share2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { ModelId, SceneId } from '../../../core/documents/ids.ts';
import type { IndexStatus } from '../../../core/documents/search.ts';
import { useApplication } from '../../state/application-context.ts';
import { useScene } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/dialog.tsx';
import { formatCount } from '../../ui/format.ts';
import { strings } from './strings.ts';
import { copyIndex } from './team-actions.ts';
import { placeOf } from './team-words.ts';
import { useTeamStore } from './use-team.ts';

type ShareProps = {
  readonly scene: SceneId;
  readonly index: IndexStatus;
  readonly modelName: string;
};

/** Of the complete index that answers by default, which is the one that is copied. */
export function ShareIndex({ scene, index, modelName }: ShareProps): ReactNode {
  const app = useApplication();
  const store = useTeamStore();
  const sceneName = useScene(scene)?.name ?? '';
  const [isAsking, setAsking] = useState(false);
  const { state, answers, model, windows, grid } = index;
  if (!store || state !== 'complete' || answers !== 'by-default') return null;
  const share = (): void => {
    setAsking(false);
    attempt(app, strings.share, () => copyIndex(app, 'publish', scene, model));
  };
  return (
    <>
      <IconButton
        label={strings.shareOf(modelName, grid.sizesPx.join(', '))}
        icon={Share2}
        onPress={() => setAsking(true)}
      />
      {isAsking && (
        <ModalDialog
          title={strings.shareTitle(sceneName)}
          onClose={() => setAsking(false)}
          widthRem={28}
          actions={
            <>
              <Button onPress={() => setAsking(false)}>{strings.cancel}</Button>
              <Button tone="primary" onPress={share}>
                {strings.shareConfirm}
              </Button>
            </>
          }
        >
          <p>{strings.shareText(formatCount(windows), placeOf(store.address))}</p>
        </ModalDialog>
      )}
    </>
  );
}

export function PullIndex({ scene, model }: { readonly scene: SceneId; readonly model: ModelId }): ReactNode {
  const app = useApplication();
  const store = useTeamStore();
  if (!store) return null;
  return (
    <Button
      icon={CloudDownload}
      onPress={() => attempt(app, strings.pull, () => copyIndex(app, 'pull', scene, model))}
    >
      {strings.pull}
    </Button>
  );
}
