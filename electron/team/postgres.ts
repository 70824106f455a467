/** The team store's connection to PostgreSQL: a pool whose connections are opened again when they were lost. */

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { type ClientConfig, Pool, type PoolClient, types } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { Unreachable } from '../../core/errors.ts';
import { connectionOptions } from './connection-options.ts';
import type { Sql, TeamDatabase } from './sql.ts';

/** bigint as a number: counts stay below 2^53. */
types.setTypeParser(types.builtins.INT8, Number);

const CONNECT_MS = 10_000;

/** Connects to the server that `address` names; without one, to that of the `PG*` variables. Throws `Unreachable` that names the server, never the password. */
export async function connectPostgres(address: string | null, most = 8): Promise<TeamDatabase> {
  const options = await connectionOptions(address);
  const pool = new Pool({
    ...options,
    max: most,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    fallback_application_name: 'longsight',
  });
  // A connection that is lost fails the statement that runs on it, and is replaced by the pool; the event says the same again.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const database: TeamDatabase = {
    ...sqlOf(() => pool.connect()),
    transaction: (work) => inTransaction(pool, work),
    close: () => pool.end(),
  };
  try {
    await database.query('select 1');
  } catch (cause) {
    await pool.end();
    const reason = cause instanceof Error && cause.message !== '' ? cause.message : String(cause);
    throw new Unreachable(`the team store at ${serverOf(options)} cannot be reached: ${reason}`, { cause });
  }
  return database;
}

function serverOf({ host, port, database }: ClientConfig): string {
  const { PGHOST, PGPORT, PGDATABASE } = process.env;
  return `${host ?? PGHOST ?? 'localhost'}:${port ?? PGPORT ?? 5432}/${database ?? PGDATABASE ?? ''}`;
}

async function inTransaction<T>(pool: Pool, work: (tx: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(sqlOf(async () => client, false));
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((cause: Error) => {
      failure = cause;
    });
    throw error;
  } finally {
    client.release(failure);
  }
}

function sqlOf(connect: () => Promise<PoolClient>, releases = true): Sql {
  const using = async <T>(work: (client: PoolClient) => Promise<T>): Promise<T> => {
    const client = await connect();
    if (!releases) return work(client);
    let failure: Error | undefined;
    try {
      return await work(client);
    } catch (error) {
      failure = isLost(error) ? (error as Error) : undefined;
      throw error;
    } finally {
      client.release(failure);
    }
  };
  return {
    query: (text, values = []) =>
      using(async (client) => {
        const results = [await client.query(text, [...values])].flat();
        return results[results.length - 1].rows;
      }),
    copyIn: (target, bytes) =>
      using((client) =>
        pipeline(
          Readable.from(piecesOf(bytes)),
          client.query(copyFrom(`copy ${target} from stdin with (format binary)`)),
        ),
      ),
  };
}

/** Lets the stream wait for the server. */
const PIECE_BYTES = 256 << 10;
function* piecesOf(bytes: Uint8Array): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES)
    yield Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(PIECE_BYTES, bytes.length - at));
}

/** SQLSTATE classes of a connection that ended, a server that stops or starts, a transaction that was cut off because it took too long. */
const LOST_STATES = /^(?:08|57P0[123]|57014|25P03|53300)/;
const LOST_CODES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  'EHOSTUNREACH',
  'ENETUNREACH',
];
const LOST_MESSAGES =
  /connection terminated|connection timeout|timeout exceeded|not queryable|client was closed/i;

/** Whether the error says that the server, or the connection to it, is gone for now. */
export function isLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return LOST_STATES.test(code) || LOST_CODES.includes(code) || LOST_MESSAGES.test(error.message);
}

/** Runs `work`; while the server is gone, tries it again after `pauseMs`. Stops with the signal's reason. */
export async function whenThere<T>(work: () => Promise<T>, signal: AbortSignal, pauseMs = 1000): Promise<T> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (!isLost(error)) throw error;
      await wait(pauseMs, undefined, { signal });
    }
  }
}
