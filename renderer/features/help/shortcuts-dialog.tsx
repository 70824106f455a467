/** List of all keyboard shortcuts. */
import type { ReactNode } from 'react';
import type { MenuId } from '../../commands/command.ts';
import { shownKeys } from '../../commands/keys.ts';
import { menuOrder } from '../../commands/menus.ts';
import { strings as words } from '../../commands/strings.ts';
import { useCommands } from '../../commands/use-commands.ts';
import { ModalDialog } from '../../ui/dialog.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  return (
    <ModalDialog title={strings.shortcuts} onClose={onClose} widthRem={46}>
      <div className={style.columns}>
        {menuOrder.map((menu) => (
          <KeySection key={menu} menu={menu} />
        ))}
        <section>
          <h3>{words.menus.panels}</h3>
          <dl>
            <Keys keys={['Alt+F6']} label={strings.shortcutsMore.panelContent} />
            <Keys keys={['← → ↑ ↓']} label={strings.shortcutsMore.splitter} />
            <Keys keys={['← → ↑ ↓']} label={strings.shortcutsMore.pan} />
          </dl>
        </section>
      </div>
    </ModalDialog>
  );
}

function KeySection({ menu }: { readonly menu: MenuId }): ReactNode {
  const commands = useCommands().flatMap(({ id, label, keys, menu: { id: home } }) =>
    home === menu && keys ? [{ id, label, keys }] : [],
  );
  if (commands.length === 0) return null;
  return (
    <section>
      <h3>{words.menus[menu]}</h3>
      <dl>
        {commands.map(({ id, label, keys }) => (
          <Keys key={id} keys={keys} label={label} />
        ))}
      </dl>
    </section>
  );
}

function Keys({ keys, label }: { readonly keys: readonly string[]; readonly label: string }): ReactNode {
  return (
    <div className={style.keyRow}>
      <dt>{label}</dt>
      <dd>
        {keys.map((each) => (
          <kbd key={each}>{shownKeys(each)}</kbd>
        ))}
      </dd>
    </div>
  );
}
