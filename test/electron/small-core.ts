/** Small core for tests of the shells around it: answers `app.info`, echoes bulk paths and grants any existing file. */
import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { GrantId } from '../../core/documents/ids.ts';
import type { LanguageChoice } from '../../core/documents/language.ts';
import { NotFound } from '../../core/errors.ts';
import type { BulkRequest, BulkResponse, Core } from '../../electron/app/process/core.ts';
import { handlersWith } from '../core/rpc/transports.ts';

export type SmallCore = Core & {
  readonly granted: string[];
  /** Paths of the bulk requests; those under /data/slow wait until they are aborted. */
  readonly asked: string[];
  readonly aborted: string[];
  closed: boolean;
  chosenLanguage: LanguageChoice;
};

export function smallCore(uploadFolder: string): SmallCore {
  const core: SmallCore = {
    granted: [],
    asked: [],
    aborted: [],
    closed: false,
    chosenLanguage: 'system',
    language: () => core.chosenLanguage,
    uploadFolder,
    isFirstStart: () => false,
    restoreGrant: async () => undefined,
    handlers: handlersWith({
      'app.info': async () => ({
        version: '1',
        releases: null,
        protocol: 1,
        platform: 'test',
        dataFolder: '/',
      }),
    }),
    handle: async ({ path, signal }: BulkRequest): Promise<BulkResponse> => {
      core.asked.push(path);
      if (path.startsWith('/data/slow')) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        core.aborted.push(path);
      }
      const headers = { 'Content-Type': 'application/octet-stream', 'Cache-Control': 'no-store' };
      return { status: 200, headers, body: Buffer.from(path) };
    },
    grantEither: (path) => core.grantRead(path),
    grantRead: async (path) => {
      if (!(await stat(path).catch(() => null))?.isFile())
        throw new NotFound(`${path}: there is no such file`);
      core.granted.push(path);
      return { id: randomUUID() as GrantId, name: basename(path) };
    },
    grantFolder: async (path) => {
      if (!(await stat(path).catch(() => null))?.isDirectory())
        throw new NotFound(`${path}: there is no such folder`);
      core.granted.push(path);
      return { id: randomUUID() as GrantId, name: basename(path) };
    },
    grantWrite: async (path) => ({ id: randomUUID() as GrantId, name: basename(path) }),
    close: async () => {
      core.closed = true;
    },
  };
  return core;
}
