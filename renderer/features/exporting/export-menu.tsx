/** A button whose menu saves something as one file, in a format of the user's choice. */
import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { GrantId } from '../../../core/documents/ids.ts';
import type { ExportedFile } from '../../../core/documents/search.ts';
import { useApplication } from '../../state/application-context.ts';
import { attempt } from '../../state/toasts.ts';
import ui from '../../ui/ui.module.css';
import { saveExport } from './save-export.ts';
import { strings } from './strings.ts';

export type ExportEntry = {
  readonly label: string;
  /** Suggested to the user. */
  readonly fileName: string;
  readonly make: (target: GrantId | null) => Promise<ExportedFile>;
};

type Props = { readonly entries: readonly ExportEntry[]; readonly isDisabled: boolean };

export function ExportMenu({ entries, isDisabled }: Props): ReactNode {
  const app = useApplication();
  return (
    <MenuTrigger>
      <AriaButton className={ui.button} isDisabled={isDisabled}>
        <Download size={16} aria-hidden />
        {strings.save}
      </AriaButton>
      <Popover className={ui.popover}>
        <Menu className={ui.menu} aria-label={strings.save}>
          {entries.map(({ label, fileName, make }) => (
            <MenuItem
              key={label}
              className={ui.menuItem}
              onAction={() =>
                attempt(app, strings.exporting(fileName), () => saveExport(app, fileName, make))
              }
            >
              <span />
              {label}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
