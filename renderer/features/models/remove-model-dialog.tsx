/** Confirms deleting a model. */
import type { ReactNode } from 'react';
import type { ModelId } from '../../../core/documents/ids.ts';
import { useApplication } from '../../state/application-context.ts';
import { byId } from '../../state/by-id.ts';
import { useModels } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { strings } from './strings.ts';

type Props = { readonly model: ModelId; readonly onClose: () => void };

export function RemoveModelDialog({ model, onClose }: Props): ReactNode {
  const app = useApplication();
  const known = byId(useModels(), model);
  const name = known ? known.name : model;
  const remove = async (): Promise<void> => {
    await app.core.call('models.remove', { model });
  };
  return (
    <ConfirmDialog
      title={strings.removeTitle(name)}
      text={strings.removeText}
      action={strings.removeAction}
      onConfirm={() => attempt(app, strings.remove, remove)}
      onClose={onClose}
    />
  );
}
