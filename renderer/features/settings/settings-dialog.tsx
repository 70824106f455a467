/** What the user sets for this installation: appearance, jobs, network, and what is kept on the disk. */
import type { ReactNode } from 'react';
import { useApplication, useView } from '../../state/application-context.ts';
import { useDownloadSettings } from '../../state/core-queries.ts';
import type { Theme } from '../../state/view-state.ts';
import { ModalDialog } from '../../ui/dialog.tsx';
import { CheckField, SelectField } from '../../ui/fields.tsx';
import { DiskView } from './disk-view.tsx';
import { LanguageField } from './language-field.tsx';
import { NetworkForm } from './network-form.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';
import { useSettings } from './use-settings.ts';

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
        <LanguageField />
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
  const settings = useSettings();
  if (!settings) return null;
  const { now, change } = settings;
  return (
    <>
      <CheckField isSelected={now.keepsAwake} onChange={(keepsAwake) => change(strings.jobs, { keepsAwake })}>
        {strings.keepsAwake}
      </CheckField>
      <CheckField isSelected={now.notifies} onChange={(notifies) => change(strings.jobs, { notifies })}>
        {strings.notifies}
      </CheckField>
      {app.shell.kind === 'browser' && <p className={style.hint}>{strings.desktopOnly}</p>}
    </>
  );
}
