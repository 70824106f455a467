/** The menu bar, generated from the commands. Left and Right move between open menus. */
import { Check } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import {
  Button as AriaButton,
  Menu,
  MenuItem,
  MenuTrigger,
  Popover,
  Separator,
  Toolbar,
} from 'react-aria-components';
import { flushSync } from 'react-dom';
import type { Command, MenuId } from '../commands/command.ts';
import { shownKeys } from '../commands/keys.ts';
import { menuOrder } from '../commands/menus.ts';
import { isEnabled, runCommand } from '../commands/run-command.ts';
import { strings as words } from '../commands/strings.ts';
import { useCommands } from '../commands/use-commands.ts';
import { useApplication } from '../state/application-context.ts';
import ui from '../ui/ui.module.css';
import { strings } from './strings.ts';
import style from './window.module.css';

export function MenuBar(): ReactNode {
  const [open, setOpen] = useState<MenuId | null>(null);
  const step = (event: KeyboardEvent, menu: MenuId): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const at = menuOrder.indexOf(menu);
    setOpen(menuOrder[(at + by + menuOrder.length) % menuOrder.length]);
  };
  return (
    <Toolbar aria-label={strings.menuBar} className={style.menuBar}>
      {menuOrder.map((menu) => (
        <MenuTrigger
          key={menu}
          isOpen={open === menu}
          onOpenChange={(isOpen) => setOpen((before) => (isOpen ? menu : before === menu ? null : before))}
        >
          <AriaButton className={style.menuTitle}>{words.menus[menu]}</AriaButton>
          <Popover className={ui.popover} placement="bottom start" offset={2}>
            {/* biome-ignore lint/a11y/noStaticElementInteractions: keys bubble up from the menu */}
            <div onKeyDown={(event) => step(event, menu)}>
              <CommandMenu menu={menu} onClose={() => setOpen(null)} />
            </div>
          </Popover>
        </MenuTrigger>
      ))}
    </Toolbar>
  );
}

type MenuProps = { readonly menu: MenuId; readonly onClose: () => void };

function CommandMenu({ menu, onClose }: MenuProps): ReactNode {
  const app = useApplication();
  const commands = useCommands().filter((command) => command.menu.id === menu);
  const groups = [...new Set(commands.map((command) => command.menu.group))].sort((a, b) => a - b);
  const run = (id: unknown): void => {
    const command = commands.find((each) => each.id === id);
    // A menu that closes later would take the focus from where the command moves it.
    flushSync(onClose);
    if (command) runCommand(app, command);
  };
  return (
    <Menu
      className={ui.menu}
      aria-label={words.menus[menu]}
      disabledKeys={commands.filter((each) => !isEnabled(app, each)).map(({ id }) => id)}
      onAction={run}
    >
      {groups.flatMap((group, i) => [
        ...(i > 0 ? [<Separator key={`line ${group}`} className={ui.separator} />] : []),
        ...commands.filter((each) => each.menu.group === group).map(commandItem(app)),
      ])}
    </Menu>
  );
}

function commandItem(app: ReturnType<typeof useApplication>): (command: Command) => ReactNode {
  return ({ id, label, icon: Icon, keys, isOn }) => (
    <MenuItem key={id} id={id} textValue={label} className={ui.menuItem}>
      {isOn?.(app) ? <Check size={14} aria-hidden /> : Icon ? <Icon size={14} aria-hidden /> : <span />}
      {label}
      {keys && <kbd>{shownKeys(keys[0])}</kbd>}
    </MenuItem>
  );
}
