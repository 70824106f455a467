/** The part of the ground that is compared. */
import type { ReactNode } from 'react';
import { useApplication, useView } from '../../state/application-context.ts';
import { Button } from '../../ui/button.tsx';
import { drawChangeArea, limitChangeTo } from './change-actions.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

export function AreaLine(): ReactNode {
  const app = useApplication();
  const isLimited = useView((state) => state.changeArea !== null);
  return (
    <fieldset className={style.area} aria-label={strings.area}>
      <strong>{isLimited ? strings.inArea : strings.everywhere}</strong>
      <Button onPress={() => limitChangeTo(app, app.map.view.seenCorners())}>{strings.view}</Button>
      <Button onPress={() => drawChangeArea(app)}>{strings.draw}</Button>
      {isLimited && (
        <Button onPress={() => app.view.setState({ changeArea: null })}>{strings.anywhere}</Button>
      )}
    </fieldset>
  );
}
