/** Answers the page's requests to main: a port, dialogs, grants. Checks the sender and the content of each. */

import { isAbsolute } from 'node:path';
import { dialog, type IpcMainInvokeEvent, ipcMain, type WebFrameMain } from 'electron';
import type { Grant } from '../../core/documents/ids.ts';
import { array, literal, type Shape, string } from '../../core/documents/shape.ts';
import { InvalidInput } from '../../core/errors.ts';
import { PICK_KINDS } from '../../core/rpc/bridge.ts';
import type { GrantAccess, Outcome } from '../../core/rpc/main-messages.ts';
import { toWireError } from '../../core/rpc/protocol.ts';
import type { CoreProcess } from './core-process.ts';
import type { FileDialogs } from './file-dialogs.ts';
import type { GivenFiles } from './given-files.ts';
import { mainStrings } from './main-strings.ts';
import { PAGE_ORIGIN } from './page-scheme.ts';

const MAX_PATHS = 100;
const MAX_PATH_LENGTH = 32_768;

const noArgument: Shape<null> = (value, at) => {
  if (value !== undefined) throw new InvalidInput(`${at}: expected no argument`);
  return null;
};

export function answerPageRequests(core: CoreProcess, given: GivenFiles, dialogs: FileDialogs): void {
  onRequest('connect', noArgument, async (_nothing, frame) => {
    frame.postMessage('core-port', null, [await core.connect()]);
    return null;
  });
  onRequest('pick', literal(...PICK_KINDS), async (kind) =>
    grantAll(core, await dialogs.pick(kind), kind === 'folder' ? 'read-folder' : 'read'),
  );
  onRequest('grant-dropped', array(string(MAX_PATH_LENGTH), MAX_PATHS), (paths) =>
    grantAll(core, paths, 'read-either'),
  );
  onRequest('save-as', string(255), async (suggestedName) => {
    const path = await dialogs.save(suggestedName);
    return path === null ? null : grantOne(core, path, 'write');
  });
  ipcMain.on('listen-files', ({ senderFrame, sender }) => {
    if (!isOurPage(senderFrame)) return;
    given.deliverTo(({ path, access }) => {
      grantOne(core, path, access).then(
        (grant) => {
          if (grant !== null && !sender.isDestroyed()) sender.send('files-given', [grant]);
        },
        (error: unknown) => dialog.showErrorBox(mainStrings().cannotOpen, toWireError(error).message),
      );
    });
  });
}

/** Throws at the first path that is not a file or, for `read-folder`, not a folder. */
async function grantAll(
  core: CoreProcess,
  paths: readonly string[],
  access: GrantAccess,
): Promise<readonly Grant[]> {
  const grants = [];
  for (const path of paths) {
    if (!isAbsolute(path)) throw new InvalidInput('expected a file on this computer');
    const grant = await grantOne(core, path, access);
    if (grant !== null) grants.push(grant);
  }
  return grants;
}

async function grantOne(core: CoreProcess, path: string, access: GrantAccess): Promise<Grant | null> {
  const outcome = await core.grant(path, access);
  if (!outcome.ok) throw Object.assign(new Error(outcome.error.message), outcome.error);
  return outcome.value;
}

/** Returns errors as values: Electron would mangle the message of a rejection. */
function onRequest<T>(
  channel: string,
  shape: Shape<T>,
  act: (input: T, frame: WebFrameMain) => Promise<unknown>,
): void {
  ipcMain.handle(
    channel,
    async ({ senderFrame }: IpcMainInvokeEvent, ...args: unknown[]): Promise<Outcome<unknown>> => {
      try {
        if (!isOurPage(senderFrame)) throw new InvalidInput(`${channel}: this page may not send requests`);
        if (args.length > 1)
          throw new InvalidInput(`${channel}: expected at most one argument, got ${args.length}`);
        return { ok: true, value: await act(shape(args[0], channel), senderFrame) };
      } catch (error) {
        return { ok: false, error: toWireError(error) };
      }
    },
  );
}

/** The frame is null when it is already gone; only a top frame with our own page counts. */
function isOurPage(frame: WebFrameMain | null): frame is WebFrameMain {
  if (frame === null || frame.parent !== null) return false;
  // Node gives unknown schemes the origin "null".
  const { protocol, host } = new URL(frame.url);
  return `${protocol}//${host}` === PAGE_ORIGIN;
}
