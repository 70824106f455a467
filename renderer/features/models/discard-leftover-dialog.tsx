/** Confirms deleting a partial download or a damaged folder. */
import type { ReactNode } from 'react';
import type { Leftover } from '../../../core/documents/model.ts';
import { useApplication } from '../../state/application-context.ts';
import { attempt } from '../../state/toasts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { formatBytes } from '../../ui/format.ts';
import { discardLeftover } from './model-actions.ts';
import { strings } from './strings.ts';

type Props = { readonly leftover: Leftover; readonly onClose: () => void };

export function DiscardLeftoverDialog({ leftover, onClose }: Props): ReactNode {
  const app = useApplication();
  const { name, kind, bytes } = leftover;
  return (
    <ConfirmDialog
      title={strings.discardTitle(name)}
      text={strings.discardText[kind](formatBytes(bytes))}
      action={strings.discardAction}
      onConfirm={() => attempt(app, strings.discard(name), () => discardLeftover(app, leftover))}
      onClose={onClose}
    />
  );
}
