/** Runs a command if it is enabled and reports a failure as a message. */
import type { Application } from '../state/application.ts';
import { attempt } from '../state/toasts.ts';
import type { Command } from './command.ts';

export function isEnabled(app: Application, command: Command): boolean {
  return !command.isEnabled || command.isEnabled(app);
}

export function runCommand(app: Application, command: Command): void {
  if (isEnabled(app, command)) attempt(app, command.label, async () => command.run(app));
}

export function runByKeys(app: Application, { runByKeys: run, ...command }: Command): void {
  runCommand(app, run ? { ...command, run } : command);
}
