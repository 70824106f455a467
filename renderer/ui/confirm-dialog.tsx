/** Confirmation before something is permanently deleted. Cancel has the focus, so Enter deletes nothing. */
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { ModalDialog } from './dialog.tsx';
import { strings } from './strings.ts';

type Props = {
  readonly title: string;
  readonly text: string;
  /** Label of the confirm button. */
  readonly action: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
};

export function ConfirmDialog({ title, text, action, onConfirm, onClose }: Props): ReactNode {
  const confirm = (): void => {
    onClose();
    onConfirm();
  };
  return (
    <ModalDialog
      title={title}
      onClose={onClose}
      widthRem={28}
      actions={
        <>
          <Button autoFocus onPress={onClose}>
            {strings.cancel}
          </Button>
          <Button tone="danger" onPress={confirm}>
            {action}
          </Button>
        </>
      }
    >
      <p>{text}</p>
    </ModalDialog>
  );
}
