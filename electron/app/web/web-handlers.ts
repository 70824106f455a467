/** Handlers for servers of scenes and backgrounds. */
import type { Announce } from '../../../core/documents/app.ts';
import { webHostOf } from '../../../core/documents/web.ts';
import type { Handlers } from '../../../core/rpc/contract.ts';
import { parseAddress } from '../download/download-settings.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import { capabilitiesAddress } from './tile-address.ts';
import type { WebAccess } from './web-access.ts';
import type { WebClient } from './web-client.ts';

/** Services with thousands of layers say so in several megabytes. */
const MOST_CAPABILITIES_BYTES = 32 << 20;

type Parts = {
  readonly scenes: SceneService;
  readonly webAccess: WebAccess;
  readonly webClient: WebClient;
  readonly announce: Announce;
};

export function webHandlers({ scenes, webAccess, webClient, announce }: Parts) {
  return {
    'scenes.openAddress': async ({ address }, task) => {
      const { href } = parseAddress(address.trim(), 'address');
      await webAccess.allow(webHostOf(href)!);
      const id = await scenes.openPath(href, task);
      announce('scenes');
      return scenes.detail(id);
    },
    'web.capabilities': async ({ address }, { signal }) => {
      const { href } = parseAddress(address.trim(), 'address');
      await webAccess.allow(webHostOf(href)!);
      announce('scenes');
      const bytes = await webClient.whole(capabilitiesAddress(href), MOST_CAPABILITIES_BYTES, signal);
      return new TextDecoder().decode(bytes);
    },
    'web.hosts': async () => webAccess.hosts(),
    'web.allow': async ({ host }) => {
      await webAccess.allow(host);
      announce('scenes');
      return webAccess.hosts();
    },
    'web.forget': async ({ host }) => {
      await webAccess.forget(host);
      announce('scenes');
      return webAccess.hosts();
    },
  } satisfies Partial<Handlers>;
}
