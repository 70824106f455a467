/** Confirms deleting an evaluation. */
import type { ReactNode } from 'react';
import type { EvaluationId } from '../../../core/documents/ids.ts';
import { useApplication } from '../../state/application-context.ts';
import { attempt } from '../../state/toasts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { removeEvaluation } from './evaluation-actions.ts';
import { strings } from './strings.ts';

type Props = { readonly evaluation: EvaluationId; readonly onClose: () => void };

export function RemoveEvaluationDialog({ evaluation, onClose }: Props): ReactNode {
  const app = useApplication();
  return (
    <ConfirmDialog
      title={strings.removeTitle}
      text={strings.removeText}
      action={strings.removeConfirm}
      onConfirm={() => attempt(app, strings.remove, () => removeEvaluation(app, evaluation))}
      onClose={onClose}
    />
  );
}
