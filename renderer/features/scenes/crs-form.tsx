/** Gives a scene whose file states no CRS one, or takes it away again. */
import { type ReactNode, useState } from 'react';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import { useApplication } from '../../state/application-context.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/fields.tsx';
import { crsStrings } from './crs-strings.ts';

/** Nothing for a scene whose file states its CRS, or that lies in pixel coordinates. */
export function CrsForm({ scene }: { readonly scene: SceneDetail }): ReactNode {
  const app = useApplication();
  const [text, setText] = useState('');
  if (!scene.isGeoreferenced || (scene.crs !== null && !scene.hasChosenCrs)) return null;
  const set = (crs: string | null): void =>
    attempt(app, crsStrings.set, async () => {
      const placed = await app.core.call('scenes.setCrs', { scene: scene.id, crs });
      await app.cache.invalidateQueries({ queryKey: queryKeys.scenes });
      setText('');
      app.map.view.zoomToScene(placed);
    });
  return (
    <>
      <p>{scene.hasChosenCrs ? crsStrings.chosen : crsStrings.text}</p>
      {scene.hasChosenCrs ? (
        <div>
          <Button onPress={() => set(null)}>{crsStrings.remove}</Button>
        </div>
      ) : (
        <>
          <TextInput
            label={crsStrings.field}
            value={text}
            onChange={setText}
            placeholder={crsStrings.placeholder}
          />
          <div>
            <Button isDisabled={text.trim() === ''} onPress={() => set(text.trim())}>
              {crsStrings.set}
            </Button>
          </div>
        </>
      )}
    </>
  );
}
