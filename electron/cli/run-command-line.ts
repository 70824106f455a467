/** `longsight COMMAND …`: finds the command, runs it, turns errors into a line and an exit code. */
import { parseArgs } from 'node:util';
import { createServices, type Services } from '../app/process/create-services.ts';
import { serviceOptions } from '../app/process/open-services.ts';
import type { StartEngine } from '../engine/engine-messages.ts';
import { type Command, type CommandConsole, type Invocation, UsageError } from './commands/command.ts';
import { commands } from './commands.ts';

const common = {
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export type Surroundings = {
  readonly startEngine: StartEngine;
  /** Aborted when the user presses Ctrl+C. */
  readonly interrupt: AbortSignal;
};

/** Returns the exit code: 0 success, 1 failure, 2 usage error, 130 interrupted. */
export async function runCommandLine(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(`${overview()}\n`);
    return name === undefined ? 2 : 0;
  }
  const command = findCommand(args);
  if (!command) {
    const longer = commands.filter((each) => each.name.startsWith(`${name} `)).map((each) => each.name);
    const fault = longer.length > 0 ? `expected ${longer.join(' or ')}` : `unknown command "${name}"`;
    process.stderr.write(`longsight: ${fault}\n${overview()}\n`);
    return 2;
  }
  return runCommand(command, rest.slice(command.name.split(' ').length - 1), surroundings);
}

/** The longest name that the arguments begin with: "models import" before "models". */
function findCommand(args: readonly string[]): Command | undefined {
  const spoken = args.join(' ');
  return commands
    .filter(({ name }) => spoken === name || spoken.startsWith(`${name} `))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
}

async function runCommand(
  command: Command,
  args: readonly string[],
  { startEngine, interrupt }: Surroundings,
): Promise<number> {
  let services: Promise<Services> | null = null;
  try {
    const { values, positionals } = parse(command, args);
    if (values.help) {
      process.stdout.write(`usage: longsight ${command.usage}\n\n${command.summary}\n`);
      return 0;
    }
    const invocation: Invocation = {
      positionals,
      values,
      console: consoleFor(values.json === true),
      signal: interrupt,
      startEngine,
      services: () => {
        services ??= createServices(serviceOptions(startEngine));
        return services;
      },
    };
    await command.run(invocation);
    return 0;
  } catch (error) {
    return reportFailure(command, error, interrupt);
  } finally {
    await closeServices(services);
  }
}

function parse(command: Command, args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { ...command.options, ...common }, allowPositionals: true });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function reportFailure(command: Command, error: unknown, signal: AbortSignal): number {
  if (signal.aborted) {
    process.stderr.write('longsight: interrupted; completed work is kept\n');
    // The command's own message about its end, for example that it could not save.
    if (error instanceof Error && error !== signal.reason && error.name !== 'AbortError')
      process.stderr.write(`longsight: ${error.message}\n`);
    return 130;
  }
  process.stderr.write(`longsight: ${error instanceof Error ? error.message : String(error)}\n`);
  if (!(error instanceof UsageError)) {
    for (let cause = error instanceof Error ? error.cause : null; cause instanceof Error; cause = cause.cause)
      process.stderr.write(`  cause: ${cause.message}\n`);
    return 1;
  }
  process.stderr.write(`usage: longsight ${command.usage}\n`);
  return 2;
}

async function closeServices(services: Promise<Services> | null): Promise<void> {
  if (services === null) return;
  const opened = await services.catch(() => null);
  for (const fault of opened?.faults.list() ?? []) process.stderr.write(`warning: ${fault}\n`);
  await opened?.close();
}

function consoleFor(json: boolean): CommandConsole {
  const isTerminal = process.stderr.isTTY === true;
  return {
    result: (value, text) => {
      process.stdout.write(json ? `${JSON.stringify(value)}\n` : `${text}\n`);
    },
    note: (line) => {
      process.stderr.write(`${line}\n`);
    },
    progress: (line) => {
      if (isTerminal) process.stderr.write(`\r${line}\x1b[K`);
    },
  };
}

function overview(): string {
  const lines = commands.map(({ usage, summary }) => `  ${usage}\n      ${summary}`);
  return ['usage: longsight COMMAND [--json] [--help]', '', ...lines].join('\n');
}
