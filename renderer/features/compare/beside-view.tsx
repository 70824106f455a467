/** The right half of the map: the second of two compared maps, moving with the first. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { SceneId } from '../../../core/documents/ids.ts';
import { BesideMap } from '../../map/beside-map.ts';
import type { PaintedCells } from '../../map/comparison-layers.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { greysScenes } from '../../state/view-state.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = {
  readonly right: PaintedCells;
  /** The scene that only the first map shows; null if both show all. */
  readonly without: SceneId | null;
};

export function BesideView({ right, without }: Props): ReactNode {
  const { map } = useApplication();
  const target = useRef<HTMLDivElement>(null);
  const isGrey = useView(greysScenes);
  const [beside, setBeside] = useState<BesideMap | null>(null);
  useEffect(() => {
    if (!target.current) return undefined;
    const made = map.beside(
      without,
      (first, layers) => new BesideMap(target.current!, first, layers, isGrey),
    );
    setBeside(made);
    map.view.updateSize();
    return () => {
      made.dispose();
      map.view.updateSize();
    };
  }, [map, isGrey, without]);
  useEffect(() => beside?.show(right), [beside, right]);
  return <div ref={target} className={style.beside} role="img" aria-label={strings.besideMap} />;
}
