/** What the user sets for this installation: appearance, jobs, network, and what is kept on the disk. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { AppSettings } from '../../../core/documents/app.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { useDownloadSettings } from '../../state/core-queries.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { attempt } from '../../state/toasts.ts';
import type { Theme } from '../../state/view-state.ts';
import { ModalDialog } from '../../ui/dialog.tsx';
import { CheckField, SelectField } from '../../ui/fields.tsx';
import { DiskView } from './disk-view.tsx';
import { NetworkForm } from './network-form.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

const THEMES: readonly Theme[] = ['light', 'dark', 'system'];

export function SettingsDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const app = useApplication();
  const theme = useView((state) => state.theme);
  const network = useDownloadSettings();
  return (
    <ModalDialog title={strings.settingsTitle} onClose={onClose} widthRem={38}>
      <div className={style.stack}>
        <h3>{strings.appearance}</h3>
        <SelectField
          label={strings.theme}
          value={theme}
          choices={THEMES.map((id) => ({ id, label: strings.themes[id] }))}
          onChange={(chosen) => app.view.setState({ theme: chosen })}
        />
        <h3>{strings.jobs}</h3>
        <JobSettings />
        <h3>{strings.network}</h3>
        {network && <NetworkForm settings={network} />}
        <h3>{strings.disk}</h3>
        <DiskView />
      </div>
    </ModalDialog>
  );
}

function JobSettings(): ReactNode {
  const app = useApplication();
  const { data } = useQuery({
    queryKey: queryKeys.settings,
    queryFn: () => app.core.call('app.settings', null),
  });
  if (!data) return null;
  const set = (changed: Partial<AppSettings>): void => {
    attempt(app, strings.jobs, async () => {
      const settings = await app.core.call('app.setSettings', { ...data, ...changed });
      app.cache.setQueryData(queryKeys.settings, settings);
    });
  };
  return (
    <>
      <CheckField isSelected={data.keepsAwake} onChange={(keepsAwake) => set({ keepsAwake })}>
        {strings.keepsAwake}
      </CheckField>
      <CheckField isSelected={data.notifies} onChange={(notifies) => set({ notifies })}>
        {strings.notifies}
      </CheckField>
      {app.shell.kind === 'browser' && <p className={style.hint}>{strings.desktopOnly}</p>}
    </>
  );
}
