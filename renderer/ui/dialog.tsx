/** A modal dialog with a title, a scrolling body and a row of actions. */
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from './button.tsx';
import { strings } from './strings.ts';
import style from './ui.module.css';

type ModalDialogProps = {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
  readonly widthRem?: number;
};

export function ModalDialog({
  title,
  onClose,
  children,
  actions,
  widthRem = 34,
}: ModalDialogProps): ReactNode {
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(isOpen) => !isOpen && onClose()}
      className={style.scrim}
    >
      <Modal className={style.modal} style={{ width: `min(${widthRem}rem, 100%)` }}>
        <Dialog className={style.dialog}>
          <div className={style.dialogHead}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <IconButton label={strings.close} icon={X} onPress={onClose} />
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <section className={style.dialogBody} tabIndex={0} aria-label={title}>
            {children}
          </section>
          {actions && <div className={style.dialogFoot}>{actions}</div>}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
