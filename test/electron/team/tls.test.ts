/** A team store over TLS: a server with a certificate of its own, which the client checks. */
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectPostgres } from '../../../electron/team/postgres.ts';
import { type Cluster, startCluster, whyNoCluster } from './own-cluster.ts';

let folder: string;
let cluster: Cluster;

/** A self-signed certificate for the name, and its key. */
function certify(name: string): { readonly certificate: string; readonly key: string } {
  const [certificate, key] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  const options = ['-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      ...options,
      '-addext',
      `subjectAltName=DNS:${name}`,
      '-keyout',
      key,
      '-out',
      certificate,
    ],
    { stdio: 'ignore' },
  );
  return { certificate, key };
}

function as(host: string, certificate: string | null): string {
  const { port } = new URL(cluster.url);
  const root = certificate === null ? '' : `&sslrootcert=${certificate}`;
  return `postgresql://postgres@${host}:${port}/postgres?sslmode=verify-full${root}`;
}

describe.skipIf(whyNoCluster !== null)(`over TLS (${whyNoCluster ?? 'PostgreSQL 15'})`, () => {
  let own: string;
  let foreign: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'longsight-tls-'));
    const { certificate, key } = certify('localhost');
    own = certificate;
    foreign = certify('elsewhere').certificate;
    cluster = await startCluster([], (data, owner) => {
      for (const [from, to] of [
        [certificate, 'server.crt'],
        [key, 'server.key'],
      ]) {
        const path = join(data, to);
        copyFileSync(from, path);
        chmodSync(path, 0o600);
        if (owner !== null) chownSync(path, owner.uid, owner.gid);
      }
      return ['ssl=on'];
    });
  });
  afterAll(async () => {
    cluster.stop();
    await rm(folder, { recursive: true });
  });

  test('sslmode=verify-full with the certificate of the server connects, encrypted', async () => {
    const db = await connectPostgres(as('localhost', own));
    const [{ ssl }] = await db.query<{ ssl: boolean }>(
      'select ssl from pg_stat_ssl where pid = pg_backend_pid()',
    );
    await db.close();
    expect(ssl).toBe(true);
  });

  test('the service file asks for the same', async () => {
    const { port } = new URL(cluster.url);
    const file = join(folder, 'pg_service.conf');
    await writeFile(
      file,
      `[team]\nhost=localhost\nport=${port}\nuser=postgres\ndbname=postgres\nsslmode=verify-full\nsslrootcert=${own}\n`,
    );
    process.env.PGSERVICEFILE = file;
    const db = await connectPostgres('service:team');
    const [{ ssl }] = await db.query<{ ssl: boolean }>(
      'select ssl from pg_stat_ssl where pid = pg_backend_pid()',
    );
    await db.close();
    delete process.env.PGSERVICEFILE;
    expect(ssl).toBe(true);
  });

  test('an unknown certificate, another certificate, and another name are refused', async () => {
    await expect(connectPostgres(as('localhost', null))).rejects.toThrow(/self-signed/);
    await expect(connectPostgres(as('localhost', foreign))).rejects.toThrow(/self-signed|unable to verify/);
    await expect(connectPostgres(as('127.0.0.1', own))).rejects.toThrow(/does not match|altnames/i);
  });

  test('a server that needs a password gets it from PGPASSWORD or the password file, and errors never repeat it', async () => {
    const { port } = new URL(cluster.url);
    const db = await connectPostgres(as('localhost', own));
    await db.query("create role carla login password 'a:secret word'");
    await db.close();
    cluster.requirePassword('carla');
    const address = as('localhost', own).replace('postgres@', 'carla@');
    const connects = async (): Promise<string> => {
      const carla = await connectPostgres(address);
      const [{ name }] = await carla.query<{ name: string }>('select session_user as name');
      await carla.close();
      return name;
    };
    await expect(connects()).rejects.toThrow(/password/);
    process.env.PGPASSWORD = 'wrong words';
    const refused = connects();
    await expect(refused).rejects.toThrow(/password authentication failed/);
    await expect(refused).rejects.not.toThrow(/wrong words/);
    process.env.PGPASSWORD = 'a:secret word';
    expect(await connects()).toBe('carla');
    delete process.env.PGPASSWORD;
    const file = join(folder, 'pgpass');
    await writeFile(file, `localhost:${port}:*:carla:a\\:secret word\n`, { mode: 0o600 });
    process.env.PGPASSFILE = file;
    expect(await connects()).toBe('carla');
    delete process.env.PGPASSFILE;
  });
});
