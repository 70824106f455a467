/** Commands of `longsight` and their options. Results go to stdout, everything else to stderr. */
import { resolve } from 'node:path';
import type { ParseArgsOptionsConfig } from 'node:util';
import { webHostOf } from '../../../core/documents/web.ts';
import type { Services } from '../../app/process/create-services.ts';
import type { StartEngine } from '../../engine/engine-messages.ts';

/** Option values as `parseArgs` of node:util returns them. */
export type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

export type Invocation = {
  readonly positionals: readonly string[];
  readonly values: Values;
  readonly console: CommandConsole;
  readonly signal: AbortSignal;
  readonly startEngine: StartEngine;
  /** Opens the data folder's services at the first call; they are closed when the command ends. */
  readonly services: () => Promise<Services>;
};

export type Command = {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly options: ParseArgsOptionsConfig;
  readonly run: (invocation: Invocation) => Promise<void>;
};

export interface CommandConsole {
  /** The command's one result: `value` as JSON with --json, else `text`. */
  result(value: unknown, text: string): void;
  /** A line for the user, on stderr. */
  note(line: string): void;
  /** A line that replaces itself on a terminal. */
  progress(line: string): void;
}

/** A wrong call: exit code 2 and the usage line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export function onePositional(invocation: Invocation, what: string): string {
  const [only, ...rest] = invocation.positionals;
  if (only === undefined) throw new UsageError(`${what} is missing`);
  if (rest.length > 0) throw new UsageError(`expected one ${what}, got ${invocation.positionals.length}`);
  return only;
}

/** Path of the scene that the command is about, or its address: naming an address is the leave to ask its server, for this command. */
export function scenePath(invocation: Invocation, { webAccess }: Pick<Services, 'webAccess'>): string {
  const given = onePositional(invocation, 'scene');
  const host = webHostOf(given);
  if (host === null) return resolve(given);
  webAccess.allowForNow(host);
  return given;
}

/** The text, or `absent` without the option. */
export function textOption<A = null>(
  invocation: Invocation,
  name: string,
  absent: A = null as A,
): string | A {
  const value = invocation.values[name];
  if (value === undefined) return absent;
  if (typeof value !== 'string') throw new UsageError(`--${name} takes one value`);
  return value;
}

export function listOption(invocation: Invocation, name: string): readonly string[] {
  const value = invocation.values[name];
  if (value === undefined) return [];
  return [value].flat().filter((each) => typeof each === 'string');
}

/** A finite number, or `absent` without the option. */
export function numberOption<A = null>(
  invocation: Invocation,
  name: string,
  absent: A = null as A,
): number | A {
  const text = textOption(invocation, name);
  if (text === null) return absent;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new UsageError(`--${name}: expected a number, got "${text}"`);
  return value;
}

/** A whole number of at least `least`, or `absent` without the option. */
export function countOption<A = null>(
  invocation: Invocation,
  name: string,
  least: number,
  absent: A = null as A,
): number | A {
  const value = numberOption(invocation, name);
  if (value === null) return absent;
  if (!Number.isSafeInteger(value) || value < least)
    throw new UsageError(`--${name}: expected a whole number of at least ${least}, got ${value}`);
  return value;
}

/** One of `choices`, or `absent` without the option. */
export function choiceOption<const T extends string, A = null>(
  invocation: Invocation,
  name: string,
  choices: readonly T[],
  absent: A = null as A,
): T | A {
  const text = textOption(invocation, name);
  if (text === null) return absent;
  const found = choices.find((each) => each === text);
  if (found === undefined)
    throw new UsageError(`--${name}: expected one of ${choices.join(', ')}, got "${text}"`);
  return found;
}

/** Comma-separated whole numbers, or null without the option. */
export function sizesOption(invocation: Invocation, name: string): readonly number[] | null {
  const text = textOption(invocation, name);
  if (text === null) return null;
  return text.split(',').map((part) => {
    const value = Number(part);
    if (!Number.isSafeInteger(value) || value < 16)
      throw new UsageError(`--${name}: expected pixel sizes like 256,512, got "${text}"`);
    return value;
  });
}
