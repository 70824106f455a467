/** Entry of the core process under Electron. Serves any number of pages, which main connects. */
import type { Grant } from '../../../core/documents/ids.ts';
import type { GrantAccess } from '../../../core/rpc/main-messages.ts';
import { type MainSidePort, portOverMainSidePort } from '../../../core/rpc/message-port.ts';
import { toWireError } from '../../../core/rpc/protocol.ts';
import { serve } from '../../../core/rpc/server.ts';
import { version } from '../../../package.json';
import { releasesNamedIn } from '../download/releases-named-in.ts';
import type { JobNews } from '../jobs/job-news.ts';
import type { Core } from './core.ts';
import { createCore } from './create-core.ts';
import { type Incoming, LinkToMain } from './link-to-main.ts';
import { serviceOptions } from './open-services.ts';

const incoming: Incoming = (message, port) => {
  answer(message, port).catch((error: unknown) => {
    // Nobody waits for this answer, so the error goes to the core's own log.
    process.stderr.write(`${toWireError(error).message}\n`);
  });
};
const link = new LinkToMain(incoming);
const opening = openCore();
/** Clients are served only after these. */
const restored: Promise<void>[] = [];
opening.catch((error: unknown) => link.tell({ kind: 'unusable', error: toWireError(error) }));

/** `async`, so that an error while finding the folders becomes a rejection too. */
async function openCore(): Promise<Core> {
  const releases = await releasesNamedIn(new URL('../../package.json', import.meta.url));
  const services = serviceOptions(() => link.startEngine());
  const core = await createCore({ ...services, version, releases, onJobNews: tellJobNews });
  services.host.startAhead();
  return core;
}

function tellJobNews(news: JobNews): void {
  if (news.kind === 'jobs-at-work') link.tell(news);
  else link.tell({ kind: 'job-ended', title: news.title, state: news.state });
}

async function answer(message: Parameters<Incoming>[0], port: MainSidePort | null): Promise<void> {
  const core = await opening;
  if (message.kind === 'grant') await answerGrant(core, message.request, message.path, message.access);
  else if (message.kind === 'restore-grant')
    restored.push(core.restoreGrant(message.grant, message.path, message.access));
  else if (message.kind === 'client' && port !== null) {
    await Promise.all(restored);
    serve(portOverMainSidePort(port), core.handlers);
  } else if (message.kind === 'bulk' && port !== null) await answerBulk(core, message.path, port);
  else if (message.kind === 'close' || message.kind === 'interrupt') {
    try {
      await core.close();
    } finally {
      link.tell({ kind: 'closed' });
    }
  }
}

async function answerGrant(core: Core, request: number, path: string, access: GrantAccess): Promise<void> {
  const outcome = await grantFor(core, path, access).then(
    (value) => ({ ok: true as const, value }),
    (error: unknown) => ({ ok: false as const, error: toWireError(error) }),
  );
  link.tell({ kind: 'granted', request, outcome });
}

async function grantFor(core: Core, path: string, access: GrantAccess): Promise<Grant | null> {
  if (access === 'write') return core.grantWrite(path);
  if (access === 'read-folder') return core.grantFolder(path);
  if (access === 'read-either') return core.grantEither(path);
  return access === 'read' || core.isFirstStart() ? core.grantRead(path) : null;
}

async function answerBulk(core: Core, path: string, port: MainSidePort): Promise<void> {
  const gone = new AbortController();
  port.on('close', () => gone.abort());
  port.start();
  const { status, headers, body } = await core.handle({ path, signal: gone.signal });
  // Structured clone would copy the whole buffer behind a view.
  const whole = body.byteLength === body.buffer.byteLength ? body : body.slice();
  if (!gone.signal.aborted) port.postMessage({ status, headers, body: whole });
}
