/** The command palette: type to filter the commands, Enter to run one. */
import type { ReactNode } from 'react';
import {
  Autocomplete,
  Dialog,
  Input,
  Menu,
  MenuItem,
  Modal,
  ModalOverlay,
  SearchField,
  useFilter,
} from 'react-aria-components';
import { flushSync } from 'react-dom';
import { shownKeys } from '../../commands/keys.ts';
import { isEnabled, runCommand } from '../../commands/run-command.ts';
import { useCommands } from '../../commands/use-commands.ts';
import { useApplication } from '../../state/application-context.ts';
import ui from '../../ui/ui.module.css';
import { strings } from './strings.ts';
import style from './style.module.css';

export function Palette({ onClose }: { readonly onClose: () => void }): ReactNode {
  const app = useApplication();
  const { contains } = useFilter({ sensitivity: 'base' });
  const commands = useCommands().filter(
    (command) => command.id !== 'help.palette' && isEnabled(app, command),
  );
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(isOpen) => !isOpen && onClose()} className={ui.scrim}>
      <Modal className={ui.modal} style={{ width: 'min(36rem, 100%)' }}>
        <Dialog className={ui.dialog} aria-label={strings.paletteTitle}>
          <Autocomplete filter={contains}>
            <SearchField aria-label={strings.palettePlaceholder} autoFocus className={style.paletteField}>
              <Input className={ui.input} placeholder={strings.palettePlaceholder} />
            </SearchField>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
            <section className={style.paletteList} tabIndex={0} aria-label={strings.paletteTitle}>
              <Menu
                className={style.paletteMenu}
                aria-label={strings.paletteTitle}
                items={commands}
                renderEmptyState={() => <p className={style.paletteNone}>{strings.paletteNone}</p>}
                onAction={(id) => {
                  // A command that moves the focus needs a window without a dialog.
                  flushSync(onClose);
                  const command = commands.find((each) => each.id === id);
                  if (command) runCommand(app, command);
                }}
              >
                {({ id, label, icon: Icon, keys }) => (
                  <MenuItem id={id} textValue={label} className={ui.menuItem}>
                    {Icon ? <Icon size={14} aria-hidden /> : <span />}
                    {label}
                    {keys && <kbd>{shownKeys(keys[0])}</kbd>}
                  </MenuItem>
                )}
              </Menu>
            </section>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
