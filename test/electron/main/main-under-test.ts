/** Built main running under the stand-in for Electron, with real core and engine processes and its own data folder. */
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
const runner = fileURLToPath(new URL('../stand-in/run-main.mjs', import.meta.url));

export type Setup = {
  /** Arguments after the executable and, if unpackaged, after the application folder. */
  readonly args?: readonly string[];
  readonly gotLock?: boolean;
  /** What the system prefers, as tags such as `de-AT`. */
  readonly languages?: readonly string[];
  /** A packed application: the folders of its extracted archive and of its resources. */
  readonly packed?: { readonly app: string; readonly resources: string };
  readonly env?: NodeJS.ProcessEnv;
  /** A program and its arguments under which main runs. */
  readonly under?: readonly [string, ...string[]];
  /** The surrounding variables, this process's unless given. */
  readonly surroundings?: NodeJS.ProcessEnv;
};

export type MainUnderTest = {
  readonly folder: string;
  /** Performs one of the operations of run-main.mjs. */
  readonly ask: <T>(operation: string, ...args: unknown[]) => Promise<T>;
  readonly exited: Promise<{
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
  }>;
  readonly close: () => Promise<void>;
};

/** Resolves at `ready`, which comes only after main has been evaluated. */
export async function startMain({
  args = [],
  gotLock = true,
  languages = ['en-US'],
  packed,
  env = {},
  under = [process.execPath],
  surroundings = process.env,
}: Setup = {}): Promise<MainUnderTest> {
  const app = packed?.app ?? root;
  const main = join(app, 'out/main/index.js');
  if (!existsSync(main)) throw new Error(`${main} does not exist: run "npm run build" first`);
  const folder = await mkdtemp(join(tmpdir(), 'longsight-main-'));
  const setup = {
    main,
    argv: packed ? args : [root, ...args],
    isPackaged: packed !== undefined,
    resourcesPath: packed?.resources,
    gotLock,
    languages,
    userData: folder,
    appPath: app,
  };
  const [program, ...before] = under;
  const child = fork(runner, [], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execPath: program,
    execArgv: before,
    env: {
      ...surroundings,
      ...(packed ? {} : { LONGSIGHT_RESOURCES: root }),
      NODE_OPTIONS: '',
      LONGSIGHT_HOME: join(folder, 'data'),
      STAND_IN_SETUP: JSON.stringify(setup),
      ...env,
    },
  });
  const exited = outcomeOf(child);
  const ask = askerOf(child);
  await Promise.race([
    ready(child),
    exited.then(({ code, stderr }) => {
      throw new Error(`main exited with ${code} before ready: ${stderr}`);
    }),
  ]);
  return {
    folder,
    ask,
    exited,
    close: async () => {
      if (child.connected) child.disconnect();
      await exited;
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.on('message', (message: { ready?: boolean }) => {
      if (message.ready) resolve();
    });
  });
}

function askerOf(child: ChildProcess): MainUnderTest['ask'] {
  let last = 0;
  return <T>(operation: string, ...args: unknown[]) =>
    new Promise<T>((resolve, reject) => {
      const id = ++last;
      const gone = (): void => reject(new Error(`main exited during ${operation}`));
      if (!child.connected) return gone();
      const answered = (message: { id?: number; value?: T; error?: string }): void => {
        if (message.id !== id) return;
        child.off('message', answered);
        child.off('exit', gone);
        if (message.error === undefined) resolve(message.value as T);
        else reject(new Error(message.error));
      };
      child.on('message', answered);
      child.once('exit', gone);
      child.send({ id, operation, args });
    });
}

function outcomeOf(child: ChildProcess): MainUnderTest['exited'] {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  // The child's `close` event never comes after a disconnect from this side.
  const ended = [child.stdout, child.stderr].map(
    (stream) => new Promise((resolve) => stream?.once('close', resolve)),
  );
  return new Promise((resolve) => {
    child.once('exit', async (code) => {
      await Promise.all(ended);
      resolve({ code, stdout, stderr });
    });
  });
}
