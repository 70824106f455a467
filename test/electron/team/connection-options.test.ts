import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { InvalidInput, NotFound } from '../../../core/errors.ts';
import { connectionOptions } from '../../../electron/team/connection-options.ts';

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'service-'));
  file = join(folder, 'pg_service.conf');
  await writeFile(join(folder, 'ca.pem'), 'a certificate');
  await writeFile(
    file,
    `# comment
[other]
host=elsewhere
[team]
host = db.example
port=5433
dbname=longsight
user=anna
password=p=ss
sslmode=verify-full
sslrootcert=${join(folder, 'ca.pem')}

[odd]
krbsrvname=x
`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

const team = {
  ...{ host: 'db.example', port: '5433', database: 'longsight', user: 'anna', password: 'p=ss' },
  ssl: { ca: 'a certificate' },
};

test('a service of the service file, by address or by PGSERVICE', async () => {
  expect(await connectionOptions('service:team', { PGSERVICEFILE: file })).toEqual(team);
  expect(await connectionOptions(null, { PGSERVICEFILE: file, PGSERVICE: 'team' })).toEqual(team);
});

test('an address may ask for TLS, with a certificate of its own or that of the environment', async () => {
  const certificate = join(folder, 'ca.pem');
  const expected = { host: 'host', database: 'db', user: 'bob', ssl: { ca: 'a certificate' } };
  const address = 'postgresql://bob@host/db?sslmode=verify-full';
  expect(await connectionOptions(`${address}&sslrootcert=${certificate}`, {})).toEqual(expected);
  expect(await connectionOptions(address, { PGSSLROOTCERT: certificate })).toEqual(expected);
});

test('an address comes before the service, and says what it says', async () => {
  expect(await connectionOptions('postgresql://bob@host:1234/db', {})).toEqual({
    ...{ host: 'host', port: '1234', database: 'db', user: 'bob' },
  });
  expect(
    await connectionOptions('postgresql://bob@host/db', { PGSERVICEFILE: file, PGSERVICE: 'team' }),
  ).toEqual({
    ...team,
    ...{ host: 'host', database: 'db', user: 'bob' },
  });
});

test('without an address the PG* variables count, of which the client reads all but the certificate', async () => {
  expect(await connectionOptions(null, { PGHOST: 'x' })).toEqual({});
  expect(
    await connectionOptions(null, { PGSSLMODE: 'verify-full', PGSSLROOTCERT: join(folder, 'ca.pem') }),
  ).toEqual({
    ssl: { ca: 'a certificate' },
  });
  await expect(connectionOptions(null, { PGSSLMODE: 'prefer' })).rejects.toThrow(/verify-full/);
});

test.each([
  ['postgresql://bob:secret@host/db', InvalidInput],
  ['postgresql://bob@host/db?password=secret', InvalidInput],
  ['postgresql://bob@host/db?sslmode=no-verify', InvalidInput],
  ['postgresql://bob@host/db?sslkey=secret.pem', InvalidInput],
  ['mysql://host/db', InvalidInput],
  ['service:nothing', NotFound],
  ['service:odd', InvalidInput],
])('%s is refused', async (address, kind) => {
  await expect(connectionOptions(address, { PGSERVICEFILE: file })).rejects.toThrow(kind);
  await expect(connectionOptions(address, { PGSERVICEFILE: file })).rejects.not.toThrow(/secret/);
});
