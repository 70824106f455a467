/** Version, device and model: the facts for a bug report. */
import type { ReactNode } from 'react';
import { useActiveModel, useAppDescription, useDevice } from '../../state/core-queries.ts';
import { ModalDialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

export function AboutDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const app = useAppDescription();
  const device = useDevice();
  const model = useActiveModel();
  return (
    <ModalDialog title={strings.aboutTitle} onClose={onClose} widthRem={32}>
      <div className={style.stack}>
        <p>{strings.aboutText}</p>
        {app && (
          <Facts
            rows={[
              [strings.version, app.version],
              [strings.platform, app.platform],
              [strings.device, device ? `${device.name} – ${device.detail}` : '…'],
              [strings.model, model ? model.name : '…'],
              [strings.dataFolder, app.dataFolder],
              [strings.licence, strings.licenceValue],
            ]}
          />
        )}
      </div>
    </ModalDialog>
  );
}
