/** The settings of this installation, and how they are changed. */
import { useQuery } from '@tanstack/react-query';
import type { AppSettings } from '../../../core/documents/app.ts';
import { serialQueue } from '../../../core/serial-queue.ts';
import type { Application } from '../../state/application.ts';
import { useApplication } from '../../state/application-context.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { attempt } from '../../state/toasts.ts';

type Settings = {
  readonly now: AppSettings;
  /** `title` heads the message of a failure; `then` is called once the change is stored. */
  readonly change: (title: string, changed: Partial<AppSettings>, then?: () => void) => void;
};

const inOrder = serialQueue();

/** Null until they are known. */
export function useSettings(): Settings | null {
  const app = useApplication();
  const { data } = useQuery({
    queryKey: queryKeys.settings,
    queryFn: () => app.core.call('app.settings', null),
  });
  if (!data) return null;
  return {
    now: data,
    change: (title, changed, then) =>
      attempt(app, title, async () => {
        await inOrder(() => changeSettings(app, data, changed));
        then?.();
      }),
  };
}

/** A second change, made before the first is stored, must not take it back. */
async function changeSettings(
  app: Application,
  shown: AppSettings,
  changed: Partial<AppSettings>,
): Promise<void> {
  const before = app.cache.getQueryData<AppSettings>(queryKeys.settings) ?? shown;
  const settings = await app.core.call('app.setSettings', { ...before, ...changed });
  app.cache.setQueryData(queryKeys.settings, settings);
}
