/** Raw band values of the identified pixel. */
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useApplication, useView } from '../../state/application-context.ts';
import { useActiveScene } from '../../state/core-queries.ts';
import { IconButton } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

export function IdentifiedPixel(): ReactNode {
  const app = useApplication();
  const identified = useView((state) => state.identified);
  const scene = useActiveScene();
  if (!identified || !scene || identified.scene !== scene.id) return null;
  return (
    <div className={style.card} role="status">
      <div className={style.cardHead}>
        <strong>{strings.identified(Math.floor(identified.at.col), Math.floor(identified.at.row))}</strong>
        <IconButton
          label={strings.closeIdentified}
          icon={X}
          onPress={() => app.view.setState({ identified: null })}
        />
      </div>
      <Facts
        rows={identified.values.map((value, i) => [
          i < scene.bands.length ? scene.bands[i].name : String(i + 1),
          value === null ? strings.nodata : String(value),
        ])}
      />
    </div>
  );
}
