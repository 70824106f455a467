/** The built command line with a starter of random weights, a folder of its own, and the demo scene at two dates. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { smallStarterResources } from '../small-starter.ts';
import { QUICK_NODE } from './quick-node.ts';

const PROGRAM = fileURLToPath(new URL('../../../out/cli/index.js', import.meta.url));
const DEMO_SCENE = fileURLToPath(new URL('../../../build/demo/manila_bridge.tif', import.meta.url));

export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string };

export type StarterProgram = {
  /** The working directory; below it the folder `scenes` with copies of one scene, dated by their names. */
  readonly folder: string;
  readonly run: (args: readonly string[]) => Promise<Ran>;
  /** What the command prints with `--json`. Fails unless it ends with code 0. */
  readonly resultOf: (...args: readonly string[]) => Promise<Record<string, unknown>>;
  readonly remove: () => Promise<void>;
};

export async function starterProgram(): Promise<StarterProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'longsight-cli-'));
  const resources = await smallStarterResources();
  await mkdir(join(folder, 'scenes'));
  for (const name of ['one_20240102.tif', 'two_20240304.tif'])
    await copyFile(DEMO_SCENE, join(folder, 'scenes', name));
  const env = { ...process.env, LONGSIGHT_HOME: join(folder, 'home'), LONGSIGHT_RESOURCES: resources };
  const run = (args: readonly string[]): Promise<Ran> =>
    new Promise((resolve) => {
      execFile(
        process.execPath,
        [...QUICK_NODE, PROGRAM, ...args],
        { cwd: folder, env },
        (error, stdout, stderr) =>
          resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr }),
      );
    });
  return {
    ...{ folder, run },
    resultOf: async (...args) => {
      const { code, stdout, stderr } = await run([...args, '--json']);
      expect(code, stderr).toBe(0);
      return JSON.parse(stdout);
    },
    remove: async () => {
      for (const each of [folder, resources]) await rm(each, { recursive: true });
    },
  };
}
