/** PostgreSQL's connection service file, which node-postgres does not read. https://www.postgresql.org/docs/15/libpq-pgservice.html */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { InvalidInput, NotFound } from '../../core/errors.ts';

/** Parameters of the service by libpq's names. Throws `NotFound` for a file or service that is not there. */
export async function readService(
  name: string,
  environment: NodeJS.ProcessEnv,
): Promise<Readonly<Record<string, string>>> {
  const path = environment.PGSERVICEFILE ?? join(homedir(), '.pg_service.conf');
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new NotFound(`${path}: the connection service file cannot be read`, { cause });
  });
  const found = sectionOf(text, name, path);
  if (found === null) throw new NotFound(`${path}: there is no service [${name}]`);
  return found;
}

function sectionOf(text: string, name: string, path: string): Readonly<Record<string, string>> | null {
  let section: Record<string, string> | null = null;
  for (const [number, line] of text.split(/\r?\n/).entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    if (trimmed.startsWith('[')) {
      if (section !== null) return section;
      if (trimmed === `[${name}]`) section = {};
      continue;
    }
    const equals = trimmed.indexOf('=');
    if (equals < 1) throw new InvalidInput(`${path}: line ${number + 1} is neither [service] nor name=value`);
    if (section !== null) section[trimmed.slice(0, equals).trim()] = trimmed.slice(equals + 1).trim();
  }
  return section;
}
