/** Limits the query to a part of the scene: what the map shows, or a drawn area. */
import { Crop, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { useApplication, useView } from '../../state/application-context.ts';
import { IconButton } from '../../ui/button.tsx';
import ui from '../../ui/ui.module.css';
import { limitToView, limitToWholeScene, startDrawingArea } from './area-actions.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

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

/** Says that the query is limited, with a button to lift it. */
export function AreaNote(): ReactNode {
  const app = useApplication();
  const isLimited = useView((state) => state.queryArea !== null);
  if (!isLimited) return null;
  return (
    <p className={style.area}>
      <Crop size={14} aria-hidden />
      <span>{strings.areaOnly}</span>
      <IconButton label={strings.wholeScene} icon={X} onPress={() => limitToWholeScene(app)} />
    </p>
  );
}
