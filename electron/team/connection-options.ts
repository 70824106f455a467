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
  return address === null || named !== null ? base : { ...base, ...optionsIn(address) };
}

function optionsIn(address: string): ClientConfig {
  if (!/^postgres(?:ql)?:\/\//.test(address))
    throw new InvalidInput(`--team: expected an address such as ${EXAMPLE}`);
  const { password, ...parsed } = parse(address);
  if (password !== undefined && password !== '')
    throw new InvalidInput(
      '--team: the address holds a password, which other programs can read: take it out, and set PGPASSWORD, or write ~/.pgpass or a service file',
    );
  const given = Object.entries(parsed).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  return Object.fromEntries(given) as ClientConfig;
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
