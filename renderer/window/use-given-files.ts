/** Opens the files that the window was started with and those passed to it later. */
import { useEffect } from 'react';
import { isCheckpointFile } from '../../core/documents/checkpoint-endings.ts';
import { askBeforeImport } from '../features/models/model-actions.ts';
import { openScenes } from '../features/scenes/scene-actions.ts';
import { useApplication } from '../state/application-context.ts';
import { reportFailure } from '../state/toasts.ts';
import { strings } from './strings.ts';

/** By then the shell has given what the window starts with. */
const START_MS = 5000;

export function useGivenFiles(): void {
  const app = useApplication();
  useEffect(() => {
    const end = setTimeout(() => app.view.setState({ isStarting: false }), START_MS);
    return () => clearTimeout(end);
  }, [app]);
  useEffect(
    () =>
      app.shell.onFilesGiven(async (grants) => {
        try {
          await openScenes(
            app,
            grants.filter(({ name }) => !isCheckpointFile(name)),
          );
          askBeforeImport(
            app,
            grants.filter(({ name }) => isCheckpointFile(name)),
          );
        } catch (error) {
          reportFailure(app, strings.opening, error);
        } finally {
          app.view.setState({ isStarting: false });
        }
      }),
    [app],
  );
}
