/** Runs programs under Debian's strace and lists what they did outside the folders that are ours. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

/** Whether strace is there and may trace; containers can forbid it. */
export const canTrace = spawnSync('strace', ['-f', '--seccomp-bpf', '-o', '/dev/null', 'true']).status === 0;
/** Needs Debian's strace. */
export const tracedTest = test.skipIf(!canTrace);

/** Calls that make, change or delete files; `?` stands for one that some processors lack. */
const FILE_CALLS = [
  ...['?open', 'openat', '?openat2', '?creat', 'truncate'],
  ...['?mkdir', 'mkdirat', '?mknod', 'mknodat', '?rmdir', '?unlink', 'unlinkat'],
  ...['?rename', '?renameat', '?renameat2', '?link', 'linkat', '?symlink', 'symlinkat'],
];
const WRITING = /\bO_(WRONLY|RDWR|CREAT|TRUNC)\b/;
/** Devices that keep nothing. */
const DEVICES = /^\/dev\/(null|zero|tty)$/;
const LOCAL_ADDRESS = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
const NAME_SERVICE_PORTS = ['53', '853', '5353'];
const LOCAL_FAMILIES = /^(AF_UNIX|AF_LOCAL|AF_INET|AF_INET6|AF_NETLINK|AF_UNSPEC)$/;

/** A world of its own for a program: a home that nobody has used, with data, temp and working folder. */
export type Room = {
  readonly folder: string;
  readonly data: string;
  readonly work: string;
  readonly temp: string;
  /** Without any variable of the surrounding machine: `CI` would keep ONNX Runtime quiet by itself. */
  readonly env: NodeJS.ProcessEnv;
};

/** The caller removes `folder`. */
export async function newRoom(): Promise<Room> {
  const folder = await mkdtemp(join(tmpdir(), 'longsight-quiet-'));
  const at = (name: string) => join(folder, name);
  for (const name of ['home', 'data', 'work', 'temp']) await mkdir(at(name));
  const env = {
    PATH: process.env.PATH,
    HOME: at('home'),
    XDG_CACHE_HOME: at('home/.cache'),
    XDG_CONFIG_HOME: at('home/.config'),
    XDG_DATA_HOME: at('home/.local/share'),
    XDG_STATE_HOME: at('home/.local/state'),
    TMPDIR: at('temp'),
    LONGSIGHT_HOME: at('data'),
    // Calls through io_uring are invisible to strace.
    UV_USE_IO_URING: '0',
    // Python would put byte code beside the sources of the checkout.
    PYTHONDONTWRITEBYTECODE: '1',
  };
  return { folder, data: at('data'), work: at('work'), temp: at('temp'), env };
}

export function closeRoom(room: Room): Promise<void> {
  return rm(room.folder, { recursive: true, force: true, maxRetries: 3 });
}

/** The start of a command line that traces the rest of it, children included, into `log`. */
export function traceInto(log: string): readonly [string, ...string[]] {
  const calls = ['%network', ...FILE_CALLS].join(',');
  return ['strace', '-f', '--seccomp-bpf', '-y', '-qq', '-o', log, '-e', `trace=${calls}`];
}

export type Ended = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What it did elsewhere: see `deedsIn`. */
  readonly deeds: readonly string[];
};

export type Running = {
  /** Resolves with the first match in stdout. */
  readonly printed: (pattern: RegExp) => Promise<RegExpExecArray>;
  readonly signal: (name: 'SIGINT' | 'SIGKILL') => void;
  readonly ended: Promise<Ended>;
};

let lastLog = 0;

/** Starts a program in the room's working folder. */
export function startTraced(room: Room, command: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const log = join(room.folder, `trace-${++lastLog}.txt`);
  const [strace, ...args] = [...traceInto(log), ...command];
  const child = spawn(strace, args, {
    cwd: room.work,
    env: { ...room.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // strace ignores the signals of its terminal: the whole group gets them.
    detached: true,
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  const ended = new Promise<Ended>((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => {
      deedsIn(log, room).then((deeds) => done({ code, ...said, deeds }), fail);
    });
  });
  const printed = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((found, fail) => {
      const look = (): void => {
        const match = pattern.exec(said.stdout);
        if (match) found(match);
      };
      child.stdout.on('data', look);
      child.once('close', () => fail(new Error(`it ended before it printed ${pattern}: ${said.stderr}`)));
      look();
    });
  const signal = (name: 'SIGINT' | 'SIGKILL'): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, name);
  };
  return { printed, signal, ended };
}

export function runTraced(room: Room, command: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended> {
  return startTraced(room, command, env).ended;
}

/**
 * What the traced program did elsewhere, one line each: files made, changed or deleted outside data, temp and working folder;
 * addresses of other machines; name look-ups. Tries that the system refused count for addresses, not for files.
 */
export async function deedsIn(log: string, room: Room): Promise<readonly string[]> {
  const ours = [room.data, room.temp, room.work];
  const deeds = wholeCalls(await readFile(log, 'utf8')).flatMap(({ name, args, failed }) =>
    isNetworkCall(name) ? reachedBy(name, args) : failed ? [] : touchedBy(name, args, room.work, ours),
  );
  return [...new Set(deeds)].toSorted();
}

/** It ended well and did nothing elsewhere. */
export function expectQuiet({ code, stdout, stderr, deeds }: Ended): void {
  expect(code, stdout + stderr).toBe(0);
  expect(deeds).toEqual([]);
}

/** Everything that lies in the room's home and temp folder. */
export async function leftIn(room: Room): Promise<readonly string[]> {
  const lists = ['home', 'temp'].map(async (name) =>
    (await readdir(join(room.folder, name), { recursive: true })).map((path) => `${name}/${path}`),
  );
  return (await Promise.all(lists)).flat().toSorted();
}

type Call = { readonly name: string; readonly args: string; readonly failed: boolean };

/** Joins calls that strace printed in two halves because another thread came between them. */
function wholeCalls(text: string): readonly Call[] {
  const open = new Map<string, string>();
  return text.split('\n').flatMap((line) => {
    const [, thread, rest] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (thread === undefined) return [];
    const half = /^(.*) <unfinished \.\.\.>$/.exec(rest);
    if (half) {
      open.set(thread, half[1]);
      return [];
    }
    const end = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    const call = /^(\w+)\((.*)$/s.exec(end ? `${open.get(thread) ?? ''}${end[1]}` : rest);
    return call ? [{ name: call[1], args: call[2], failed: / = -1 E/.test(call[2]) }] : [];
  });
}

const isNetworkCall = (name: string): boolean =>
  /^(socket|socketpair|connect|bind|accept4?|listen|send|recv|getsock|setsock|getpeer|shutdown)/.test(name);

function reachedBy(name: string, args: string): readonly string[] {
  if (name === 'socket') {
    const family = args.slice(0, args.indexOf(','));
    return LOCAL_FAMILIES.test(family) ? [] : [`socket of ${family}`];
  }
  if (args.includes('/io.systemd.Resolve')) return ['name look-up by systemd-resolved'];
  // `accept` and the like name the other side too: it reached us.
  if (!/^(connect|bind|send)/.test(name)) return [];
  const deeds = [];
  for (const [, port, address] of args.matchAll(/port=htons\((\d+)\).*?(?:inet_addr\(|AF_INET6, )"([^"]+)"/g))
    if (NAME_SERVICE_PORTS.includes(port)) deeds.push(`name look-up at ${address}`);
    else if (!LOCAL_ADDRESS.test(address)) deeds.push(`${name} ${address} port ${port}`);
  return deeds;
}

function touchedBy(name: string, args: string, cwd: string, ours: readonly string[]): readonly string[] {
  if (name.startsWith('open') && !WRITING.test(args)) return [];
  const paths = [...args.matchAll(/(?:(?:AT_FDCWD|\d+)(?:<([^>]*)>)?, )?"((?:[^"\\]|\\.)*)"/g)].map(
    ([, folder, path]) => resolve(folder ?? cwd, path),
  );
  // The first path of a link is only what it points to.
  const touched = /^(sym)?link/.test(name) ? paths.slice(-1) : paths;
  return touched
    .filter((path) => !DEVICES.test(path) && !ours.some((folder) => `${path}/`.startsWith(`${folder}/`)))
    .map((path) => `${name} ${path}`);
}
