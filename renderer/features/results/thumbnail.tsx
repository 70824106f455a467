/** Picture of a hit. */
import type { ReactNode } from 'react';

type Props = { readonly src: string; readonly className: string; readonly edgePx: number };

export function Thumbnail({ src, className, edgePx }: Props): ReactNode {
  return (
    <img
      className={className}
      src={src}
      width={edgePx}
      height={edgePx}
      loading="lazy"
      decoding="async"
      alt=""
    />
  );
}
