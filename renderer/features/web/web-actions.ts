/** Layers from the web. Adding one is the user's leave to ask its server. */
import { fileNameOf, type WebBackground, webHostOf } from '../../../core/documents/web.ts';
import { type Application, applyTransaction } from '../../state/application.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { showScene } from '../scenes/scene-actions.ts';
import { whileOpening } from '../scenes/while-opening.ts';

export const WEB_HOSTS = ['webHosts'] as const;

export async function addRemoteScene(app: Application, address: string): Promise<void> {
  const scene = await whileOpening(app, fileNameOf(address), (options) =>
    app.core.call('scenes.openAddress', { address }, options),
  );
  await app.cache.invalidateQueries({ queryKey: queryKeys.scenes });
  await showScene(app, scene);
}

export async function addBackground(app: Application, background: WebBackground): Promise<void> {
  await allowHost(app, webHostOf(background.address)!);
  await setBackground(app, background);
}

export async function setBackground(app: Application, background: WebBackground | null): Promise<void> {
  await applyTransaction(app, { kind: 'set-background', background });
}

export async function allowHost(app: Application, host: string): Promise<void> {
  app.cache.setQueryData(WEB_HOSTS, await app.core.call('web.allow', { host }));
}
