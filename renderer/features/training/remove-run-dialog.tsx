/** Confirms deleting a run, which for an unfinished run deletes all it has learned. */
import type { ReactNode } from 'react';
import type { RunId } from '../../../core/documents/ids.ts';
import { useApplication } from '../../state/application-context.ts';
import { useRun } from '../../state/run-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { strings } from './strings.ts';
import { removeRun } from './training-actions.ts';

type Props = { readonly run: RunId; readonly onClose: () => void };

export function RemoveRunDialog({ run: id, onClose }: Props): ReactNode {
  const app = useApplication();
  const run = useRun(id);
  if (!run) return null;
  const { name, state, step, steps } = run;
  return (
    <ConfirmDialog
      title={strings.removeTitle(name)}
      text={state === 'done' ? strings.removeDone : strings.removeUnfinished(step, steps)}
      action={strings.removeConfirm}
      onConfirm={() => attempt(app, strings.remove, () => removeRun(app, id))}
      onClose={onClose}
    />
  );
}
