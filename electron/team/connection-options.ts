/** Where the team store is: an address without a password, completed by the service file and the `PG*` variables. */
import { readFile } from 'node:fs/promises';
import type { ClientConfig } from 'pg';
import { parse } from 'pg-connection-string';
import { InvalidInput } from '../../core/errors.ts';
import { readService } from './service-file.ts';

const EXAMPLE = 'postgresql://user@server/database, or service:NAME of the connection service file';
/** Names of libpq that node-postgres calls otherwise. */
const NAMES: Readonly<Record<string, string>> = { dbname: 'database', hostaddr: 'host' };
const SUPPORTED = ['host', 'port', 'database', 'user', 'password', 'options', 'application_name'];

/**
 * Null for what the `PG*` variables say. Throws `InvalidInput` for an address with a password, which other programs of the machine could
 * read: it comes from PGPASSWORD, PGPASSFILE or the service file.
 */
export async function connectionOptions(
  address: string | null,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<ClientConfig> {
  const named = address?.startsWith('service:') ? address.slice('service:'.length) : null;
  const service = named ?? environment.PGSERVICE;
  const base = service === undefined ? await tlsOf(environment) : await serviceOptions(service, environment);
  return address === null || named !== null ? base : { ...base, ...(await optionsIn(address, environment)) };
}

async function optionsIn(address: string, environment: NodeJS.ProcessEnv): Promise<ClientConfig> {
  if (!/^postgres(?:ql)?:\/\//.test(address) || !URL.canParse(address))
    throw new InvalidInput(`the team store: expected an address such as ${EXAMPLE}`);
  const url = new URL(address);
  if (url.password !== '' || url.searchParams.has('password'))
    throw new InvalidInput(
      'the team store: the address holds a password, which other programs can read: take it out, and set PGPASSWORD, or write ~/.pgpass or a service file',
    );
  const { sslmode, sslrootcert, ...asked } = Object.fromEntries(url.searchParams);
  const unknown = Object.keys(asked).find((name) => !SUPPORTED.includes(name));
  if (unknown !== undefined)
    throw new InvalidInput(`the team store: "${unknown}" in the address is not supported: take it out`);
  url.searchParams.delete('sslmode');
  url.searchParams.delete('sslrootcert');
  const given = Object.entries(parse(url.href)).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  const tls = await tlsOf({ PGSSLMODE: sslmode, PGSSLROOTCERT: sslrootcert ?? environment.PGSSLROOTCERT });
  return { ...(Object.fromEntries(given) as ClientConfig), ...tls };
}

async function serviceOptions(name: string, environment: NodeJS.ProcessEnv): Promise<ClientConfig> {
  const { sslmode, sslrootcert, ...found } = await readService(name, environment);
  const entries = Object.entries(found).map(([key, value]) => [NAMES[key] ?? key, value] as const);
  const unknown = entries.find(([key]) => !SUPPORTED.includes(key));
  if (unknown) throw new InvalidInput(`service [${name}]: "${unknown[0]}" is not supported: take it out`);
  return {
    ...(await tlsOf({
      PGSSLMODE: sslmode ?? environment.PGSSLMODE,
      PGSSLROOTCERT: sslrootcert ?? environment.PGSSLROOTCERT,
    })),
    ...Object.fromEntries(entries),
  };
}

/** node-postgres reads PGSSLMODE, but not the certificate that it is compared with. */
async function tlsOf({ PGSSLMODE, PGSSLROOTCERT }: NodeJS.ProcessEnv): Promise<ClientConfig> {
  switch (PGSSLMODE) {
    case undefined:
    case 'disable':
      return {};
    case 'require':
    case 'verify-ca':
    case 'verify-full':
      return { ssl: PGSSLROOTCERT === undefined ? {} : { ca: await readFile(PGSSLROOTCERT, 'utf8') } };
    default:
      throw new InvalidInput(
        `sslmode "${PGSSLMODE}" does not say whether the server is checked: use disable, or verify-full`,
      );
  }
}
