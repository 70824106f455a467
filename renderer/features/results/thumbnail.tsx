/** Picture of a hit in the scene's own style. */
import type { ReactNode } from 'react';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import type { Hit } from '../../../core/documents/search.ts';
import { windowUrl } from '../../../core/urls/window-url.ts';
import { useLayerStyle } from '../../state/use-layer-style.ts';

type Props = {
  readonly scene: SceneDetail;
  readonly hit: Hit;
  readonly className: string;
  readonly edgePx: number;
};

export function Thumbnail({ scene, hit, className, edgePx }: Props): ReactNode {
  const rendering = useLayerStyle(scene);
  return (
    <img
      className={className}
      src={windowUrl(scene, rendering, hit.window)}
      width={edgePx}
      height={edgePx}
      loading="lazy"
      decoding="async"
      alt=""
    />
  );
}
