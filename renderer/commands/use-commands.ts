/** Every command of the window, as menus, toolbar, shortcuts and palette need them. */
import { createContext, useContext } from 'react';
import type { Command } from './command.ts';

export const CommandsContext = createContext<readonly Command[]>([]);

export function useCommands(): readonly Command[] {
  return useContext(CommandsContext);
}
