/** Toolbar with the most common commands. */
import type { ReactNode } from 'react';
import { Toolbar as AriaToolbar, Group } from 'react-aria-components';
import { shownKeys } from '../commands/keys.ts';
import { isEnabled, runCommand } from '../commands/run-command.ts';
import { useCommands } from '../commands/use-commands.ts';
import { useApplication, useView } from '../state/application-context.ts';
import { useJobs, useProjectState, useQueryResult } from '../state/core-queries.ts';
import { useAnswerableQuery } from '../state/use-query.ts';
import { IconButton } from '../ui/button.tsx';
import { strings } from './strings.ts';
import style from './window.module.css';

export function Toolbar(): ReactNode {
  const app = useApplication();
  // Subscriptions that rerender the buttons: these values decide which commands are enabled.
  useView((state) => state.tool);
  useView((state) => state.activeHit);
  useProjectState();
  useJobs();
  useQueryResult(useAnswerableQuery());
  const commands = useCommands().filter((command) => command.icon && command.toolbarGroup !== undefined);
  const groups = [...new Set(commands.map(({ toolbarGroup }) => toolbarGroup))].sort((a, b) => a! - b!);
  return (
    <AriaToolbar aria-label={strings.toolbar} className={style.toolbar}>
      {groups.map((group) => (
        <Group key={group} className={style.toolGroup}>
          {commands
            .filter(({ toolbarGroup }) => toolbarGroup === group)
            .map((command) => (
              <IconButton
                key={command.id}
                label={command.label}
                icon={command.icon!}
                isDisabled={!isEnabled(app, command)}
                onPress={() => runCommand(app, command)}
                {...(command.keys && { keys: shownKeys(command.keys[0]) })}
                {...(command.isOn && { isOn: command.isOn(app) })}
              />
            ))}
        </Group>
      ))}
    </AriaToolbar>
  );
}
