/** All commands of the window, for menus, toolbar, shortcuts and palette. */
import { createContext, useContext } from 'react';
import type { Command } from './command.ts';

export const CommandsContext = createContext<readonly Command[]>([]);

export function useCommands(): readonly Command[] {
  return useContext(CommandsContext);
}
