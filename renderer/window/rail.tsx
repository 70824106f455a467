/** The rail: opens and closes panels and workspaces, one button each. */
import { type ReactNode, useSyncExternalStore } from 'react';
import { Toolbar } from 'react-aria-components';
import { strings as words } from '../commands/strings.ts';
import { allFeatures } from '../features/all-features.ts';
import { useApplication } from '../state/application-context.ts';
import { IconButton } from '../ui/button.tsx';
import { strings } from './strings.ts';
import style from './window.module.css';

export function Rail(): ReactNode {
  const { dock } = useApplication();
  const shown = useSyncExternalStore(dock.subscribe, () =>
    dock.panels
      .filter(({ id }) => dock.isInFront(id))
      .map(({ id }) => id)
      .join(' '),
  ).split(' ');
  return (
    <Toolbar orientation="vertical" aria-label={strings.rail} className={style.rail}>
      {allFeatures.map(({ id, panel }) =>
        panel?.icon ? (
          <IconButton
            key={id}
            label={words.panel(panel.title)}
            icon={panel.icon}
            isOn={shown.includes(id)}
            onPress={() => (dock.isInFront(id) ? dock.putAway(id) : dock.show(id))}
          />
        ) : null,
      )}
    </Toolbar>
  );
}
