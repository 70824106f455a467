/** Puts the project's background below the scenes of the map, with its attribution; asks before another server than the user allowed is used. */
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { webHostOf } from '../../../core/documents/web.ts';
import { backgroundLayer } from '../../map/background-layer.ts';
import { useApplication } from '../../state/application-context.ts';
import { useActiveScene, useProject } from '../../state/core-queries.ts';
import { attempt, reportFailure } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';
import { allowHost, WEB_HOSTS } from './web-actions.ts';

export default function Background(): ReactNode {
  const app = useApplication();
  const scene = useActiveScene();
  const { background } = useProject();
  const { data: hosts } = useQuery({
    queryKey: WEB_HOSTS,
    queryFn: () => app.core.call('web.hosts', null),
  });
  const host = background && webHostOf(background.address);
  const isAllowed = host !== null && hosts?.includes(host) === true;
  const isShown = background?.visible === true && scene?.crs != null;
  useEffect(() => {
    if (!background || !scene || !isShown || !isAllowed) return undefined;
    const fault = (message: string): void => reportFailure(app, strings.fault, new Error(message));
    const layer = backgroundLayer(scene, background, fault);
    app.map.showBackground(scene.id, layer);
    return () => app.map.showBackground(scene.id, null);
  }, [app, scene, background, isShown, isAllowed]);
  if (!isShown || !hosts || host === null) return null;
  if (isAllowed)
    return background.attribution ? <p className={style.attribution}>{background.attribution}</p> : null;
  const connect = (): void => attempt(app, strings.connect, () => allowHost(app, host));
  return (
    <div className={style.ask}>
      <Notice
        tone="neutral"
        title={strings.connectTitle(host)}
        actions={<Button onPress={connect}>{strings.connect}</Button>}
      >
        {strings.connectText}
      </Notice>
    </div>
  );
}
