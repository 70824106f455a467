/** Picture of a hit in the scene's own style. */
import type { ReactNode } from 'react';
import type { RasterWindow, SceneDetail } from '../../../core/documents/scene.ts';
import { windowUrl } from '../../../core/urls/window-url.ts';
import { useLayerStyle } from '../../state/use-layer-style.ts';

type Props = {
  readonly scene: SceneDetail;
  readonly window: RasterWindow;
  readonly className: string;
  readonly edgePx: number;
};

export function Thumbnail({ scene, window: win, className, edgePx }: Props): ReactNode {
  const rendering = useLayerStyle(scene);
  return (
    <img
      className={className}
      src={windowUrl(scene, rendering, win)}
      width={edgePx}
      height={edgePx}
      loading="lazy"
      decoding="async"
      alt=""
    />
  );
}
