/** Asks once, when the window opens, for the first scene whose file is missing. */
import { useEffect, useRef } from 'react';
import { useApplication } from '../state/application-context.ts';
import { useProject, useScenes } from '../state/core-queries.ts';

export function useMissingScene(): void {
  const app = useApplication();
  const { layers } = useProject();
  const scenes = useScenes();
  const isDone = useRef(false);
  useEffect(() => {
    if (isDone.current) return;
    isDone.current = true;
    const missing = scenes.find(({ id, missing }) => missing && layers.some(({ scene }) => scene === id));
    if (missing && app.view.getState().dialog === null)
      app.view.setState({ dialog: { kind: 'locate', scene: missing.id } });
  }, [app, layers, scenes]);
}
