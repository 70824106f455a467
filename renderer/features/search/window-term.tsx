/** A window of the scene as an example. */
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import { windowUrl } from '../../../core/urls/window-url.ts';
import { useApplication } from '../../state/application-context.ts';
import { useLayerStyle } from '../../state/use-layer-style.ts';
import type { DraftTerm } from '../../state/view-state.ts';
import { IconButton } from '../../ui/button.tsx';
import { changeTerm, removeTerm } from './query-draft.ts';
import { strings } from './strings.ts';
import style from './style.module.css';
import { WeightField } from './weight-field.tsx';

type Props = {
  readonly term: DraftTerm & { readonly kind: 'window' };
  readonly scene: SceneDetail;
  readonly position: number;
};

export function WindowTerm({ term, scene, position }: Props): ReactNode {
  const app = useApplication();
  const rendering = useLayerStyle(scene);
  const { window: win } = term;
  const name = strings.termNumber(position + 1);
  const row = useRef<HTMLDivElement>(null);
  // The term may have been added from the map or the list of hits.
  useEffect(() => {
    if (row.current) row.current.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div ref={row} className={style.windowTerm}>
      <img src={windowUrl(scene, rendering, win)} width={56} height={56} alt="" />
      <div className={style.windowWords}>
        <button type="button" className={style.windowName} onClick={() => app.map.view.zoomToWindow(win)}>
          {strings.likeWindow} <span>{strings.windowWords(win.widthPx, win.heightPx)}</span>
        </button>
        <WeightField
          name={name}
          value={term.weight}
          onChange={(weight) => changeTerm(app, { ...term, weight })}
        />
      </div>
      <IconButton label={strings.removeTerm(name)} icon={X} onPress={() => removeTerm(app, term.key)} />
    </div>
  );
}
