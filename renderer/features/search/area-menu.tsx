/** Limits the query to a part of the scene: what the map shows, or a drawn area. */
import { Crop } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { useApplication, useView } from '../../state/application-context.ts';
import ui from '../../ui/ui.module.css';
import { limitToView, limitToWholeScene, startDrawingArea } from './area-actions.ts';
import { strings } from './strings.ts';

export function AreaMenu(): ReactNode {
  const app = useApplication();
  const isLimited = useView((state) => state.queryArea !== null);
  return (
    <MenuTrigger>
      <AriaButton
        className={`${ui.button} ${ui.icon}`}
        aria-label={strings.whereToSearch}
        data-on={isLimited || undefined}
      >
        <Crop size={16} aria-hidden />
      </AriaButton>
      <Popover className={ui.popover}>
        <Menu className={ui.menu} aria-label={strings.whereToSearch}>
          {AREA_CHOICES.map(({ label, run }) => (
            <MenuItem key={label} className={ui.menuItem} onAction={() => run(app)}>
              <span />
              {label}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

const AREA_CHOICES = [
  { label: strings.wholeScene, run: limitToWholeScene },
  { label: strings.viewOnly, run: limitToView },
  { label: strings.drawArea, run: startDrawingArea },
] as const;
