import { expect, test } from 'vitest';
import { commands } from '../../../electron/cli/commands.ts';

test.each(commands.map((command) => [command.name, command] as const))(
  'the usage of "%s" begins with its name and lists every option',
  (name, { usage, options }) => {
    expect(usage === name || usage.startsWith(`${name} `)).toBe(true);
    const listed = [...usage.matchAll(/--([a-z0-9-]+)/g)].map(([, option]) => option);
    expect(new Set(listed)).toEqual(new Set(Object.keys(options)));
  },
);
