/** The right half of the map: the second of two compared maps, moving with the first. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { BesideMap } from '../../map/beside-map.ts';
import type { PaintedCells } from '../../map/comparison-layers.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

export function BesideView({ right }: { readonly right: PaintedCells }): ReactNode {
  const { map } = useApplication();
  const target = useRef<HTMLDivElement>(null);
  const isGrey = useView((state) => state.greysImagery);
  const [beside, setBeside] = useState<BesideMap | null>(null);
  useEffect(() => {
    if (!target.current) return undefined;
    const made = map.beside((first, layers) => new BesideMap(target.current!, first, layers, isGrey));
    setBeside(made);
    map.view.updateSize();
    return () => {
      made.dispose();
      map.view.updateSize();
    };
  }, [map, isGrey]);
  useEffect(() => beside?.show(right), [beside, right]);
  return <div ref={target} className={style.beside} role="img" aria-label={strings.besideMap} />;
}
