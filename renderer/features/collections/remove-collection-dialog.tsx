/** Confirms removing a collection. */
import type { ReactNode } from 'react';
import type { CollectionSummary } from '../../../core/documents/collection.ts';
import { useApplication } from '../../state/application-context.ts';
import { attempt } from '../../state/toasts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { removeCollection } from './change-collection.ts';
import { strings } from './strings.ts';

type Props = { readonly collection: CollectionSummary; readonly onClose: () => void };

export function RemoveCollectionDialog({ collection: { id, name }, onClose }: Props): ReactNode {
  const app = useApplication();
  return (
    <ConfirmDialog
      title={strings.removeTitle(name)}
      text={strings.removeText}
      action={strings.removeConfirm}
      onConfirm={() => attempt(app, strings.remove, () => removeCollection(app, id))}
      onClose={onClose}
    />
  );
}
