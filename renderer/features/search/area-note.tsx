/** Says that the query is limited to a part of the scene, with a button to lift it. */
import { Crop, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useApplication } from '../../state/application-context.ts';
import { IconButton } from '../../ui/button.tsx';
import { limitToWholeScene } from './area-actions.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

export function AreaNote(): ReactNode {
  const app = useApplication();
  return (
    <p className={style.area}>
      <Crop size={14} aria-hidden />
      <span>{strings.areaOnly}</span>
      <IconButton label={strings.wholeScene} icon={X} onPress={() => limitToWholeScene(app)} />
    </p>
  );
}
