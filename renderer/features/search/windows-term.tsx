/** Several judged hits as one term: what they have in common. */
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
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

const SHOWN = 6;

type Props = {
  readonly term: DraftTerm & { readonly kind: 'windows' };
  readonly scene: SceneDetail;
  readonly position: number;
};

export function WindowsTerm({ term, scene, position }: Props): ReactNode {
  const app = useApplication();
  const rendering = useLayerStyle(scene);
  const name = strings.termNumber(position + 1);
  return (
    <div className={style.windowTerm}>
      <div className={style.windowWords}>
        <span>{strings.judgedHits(term.weight, term.windows.length)}</span>
        <div className={style.thumbnails}>
          {term.windows.slice(0, SHOWN).map((win) => (
            <img
              key={`${win.col} ${win.row} ${win.widthPx}`}
              src={windowUrl(scene, rendering, win)}
              width={36}
              height={36}
              alt=""
            />
          ))}
        </div>
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
