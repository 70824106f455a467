/** Asks before a model's weights are deleted. */
import type { ReactNode } from 'react';
import type { ModelId } from '../../../core/rpc/ids.ts';
import { useApplication } from '../../state/application-context.ts';
import { useModels } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/dialog.tsx';
import { strings as common } from '../../ui/strings.ts';
import { strings } from './strings.ts';

type Props = { readonly model: ModelId; readonly onClose: () => void };

export function RemoveModelDialog({ model, onClose }: Props): ReactNode {
  const app = useApplication();
  const name = useModels()?.find(({ id }) => id === model)?.name ?? model;
  const remove = async (): Promise<void> => {
    await app.core.call('models.remove', { model });
  };
  return (
    <ModalDialog
      title={strings.removeTitle(name)}
      onClose={onClose}
      widthRem={28}
      actions={
        <>
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button
            tone="danger"
            autoFocus
            onPress={() => {
              onClose();
              attempt(app, strings.remove, remove);
            }}
          >
            {strings.removeAction}
          </Button>
        </>
      }
    >
      <p>{strings.removeText}</p>
    </ModalDialog>
  );
}
