/** A PostgreSQL cluster of a test's own, in a temporary folder; null where PostgreSQL 15 with PostGIS and pgvector is not installed. */
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BIN = '/usr/lib/postgresql/15/bin';
const EXTENSIONS = '/usr/share/postgresql/15/extension';
/** Debian's user; the server refuses to run as root. */
const USER = 'postgres';

export type Cluster = {
  /** Address of a database as the superuser. */
  readonly url: string;
  readonly urlAs: (user: string) => string;
  readonly restart: (how?: 'fast' | 'immediate') => void;
  /** Lets this user in only with a password. */
  readonly requirePassword: (user: string) => void;
  readonly stop: () => void;
};

export const whyNoCluster: string | null = reason();

function reason(): string | null {
  if (!existsSync(`${BIN}/initdb`)) return 'PostgreSQL 15 is not installed';
  for (const name of ['postgis', 'vector'])
    if (!existsSync(`${EXTENSIONS}/${name}.control`)) return `PostgreSQL 15 has no extension ${name}`;
  return null;
}

type Owner = { readonly uid: number; readonly gid: number } | null;

/** `prepare` puts files into the data folder, and returns settings that need them. */
export async function startCluster(
  settings: readonly string[] = [],
  prepare: (data: string, owner: Owner) => readonly string[] = () => [],
): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'longsight-pg-'));
  const owner = process.getuid?.() === 0 ? idsOf(USER) : null;
  if (owner !== null) chownSync(folder, owner.uid, owner.gid);
  chmodSync(folder, 0o755);
  const run = (command: string, args: readonly string[]): void => {
    execFileSync(`${BIN}/${command}`, args, {
      ...(owner ?? {}),
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' },
    });
  };
  const data = join(folder, 'data');
  run('initdb', [
    '-D',
    data,
    '-U',
    'postgres',
    '--auth=trust',
    '--no-sync',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
  ]);
  const port = await freePort();
  const options = [
    `port=${port}`,
    "listen_addresses='localhost'",
    `unix_socket_directories='${folder}'`,
    'fsync=off',
    ...settings,
    ...prepare(data, owner),
  ]
    .map((each) => `-c ${each}`)
    .join(' ');
  const control = (...args: string[]): void =>
    run('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), ...args]);
  control('start', '-o', options);
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    urlAs: (user) => `postgresql://${user}@127.0.0.1:${port}/postgres`,
    restart: (how = 'fast') => control('restart', '-m', how, '-o', options),
    requirePassword: (user) => {
      const path = join(data, 'pg_hba.conf');
      writeFileSync(path, `host all ${user} all scram-sha-256\n${readFileSync(path, 'utf8')}`);
      control('reload');
    },
    stop: () => {
      control('stop', '-m', 'immediate');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function idsOf(user: string): { uid: number; gid: number } {
  const id = (flag: string): number => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
