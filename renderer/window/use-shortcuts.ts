/** Keyboard shortcuts for the whole window. */
import { useEffect } from 'react';
import { isTextField, matchesKeys, writesSign } from '../commands/keys.ts';
import { isEnabled, runByKeys } from '../commands/run-command.ts';
import { useCommands } from '../commands/use-commands.ts';
import { useApplication } from '../state/application-context.ts';

/** Open menus, lists and dialogs handle their own keys. */
const OVERLAYS = '[role=dialog], [role=alertdialog], [role=menu], [role=listbox][data-popover]';

export function useShortcuts(): void {
  const app = useApplication();
  const commands = useCommands();
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      // Holding Esc to leave a tool must not trigger the next command for Esc.
      if (event.repeat && event.key === 'Escape') return;
      const inText = isTextField(event.target);
      if (inText && writesSign(event)) return;
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !/^F\d|^Escape$/.test(event.key);
      if (inText && isPlain) return;
      if (event.target instanceof Element && event.target.closest(OVERLAYS)) return;
      const command = commands.find(
        (each) =>
          each.keys?.some((keys) => matchesKeys(event, keys)) &&
          !(inText && each.yieldsToText) &&
          isEnabled(app, each),
      );
      if (!command) return;
      event.preventDefault();
      runByKeys(app, command);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [app, commands]);
}
