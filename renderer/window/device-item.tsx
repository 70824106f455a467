/** The compute device in the status bar; its popover lists all devices and lets the user choose one. */
import { RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import type { DeviceName, DeviceReport, DeviceStatus } from '../../core/documents/app.ts';
import { useApplication } from '../state/application-context.ts';
import { useDevice } from '../state/core-queries.ts';
import { attempt } from '../state/toasts.ts';
import { Button } from '../ui/button.tsx';
import { Facts } from '../ui/facts.tsx';
import { SelectField } from '../ui/fields.tsx';
import { formatNumber } from '../ui/format.ts';
import ui from '../ui/ui.module.css';
import { deviceStrings } from './device-strings.ts';
import { strings } from './strings.ts';
import style from './window.module.css';

const AUTOMATIC = 'automatic';

export function DeviceItem(): ReactNode {
  const report = useDevice();
  if (!report) return null;
  const used = report.devices.find(({ state }) => state === 'in-use');
  const words = [report.name, ...(used ? speedWords(used) : [])];
  return (
    <DialogTrigger>
      <AriaButton className={style.itemButton} aria-label={`${strings.device}: ${words.join(' ')}`}>
        {words[0]} {words.length > 1 && <span className={style.muted}>{words[1]}</span>}
      </AriaButton>
      <Popover className={ui.popover} placement="top end">
        <Dialog className={style.device} aria-label={strings.deviceDialog}>
          <DeviceDetails report={report} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function DeviceDetails({ report }: { readonly report: DeviceReport }): ReactNode {
  const app = useApplication();
  const choose = async (id: DeviceName | typeof AUTOMATIC): Promise<void> => {
    await app.core.call('app.chooseDevice', { device: id === AUTOMATIC ? null : id });
  };
  const retry = async (): Promise<void> => {
    await app.core.call('app.retryDevices', null);
  };
  return (
    <>
      <strong>{report.name}</strong>
      <p>{report.detail}</p>
      {report.isOverridden ? (
        <p>{strings.deviceOverridden}</p>
      ) : (
        <SelectField
          label={strings.deviceChoice}
          value={report.choice ?? AUTOMATIC}
          choices={[
            { id: AUTOMATIC, label: strings.deviceAutomatic },
            ...report.devices.map(({ device, name }) => ({ id: device, label: name })),
          ]}
          onChange={(id) => attempt(app, strings.deviceChoice, () => choose(id))}
        />
      )}
      <Facts rows={report.devices.map((each) => [each.name, inWords(each)])} />
      <div>
        <Button icon={RotateCcw} onPress={() => attempt(app, strings.retryDevices, retry)}>
          {strings.retryDevices}
        </Button>
      </div>
    </>
  );
}

function inWords(device: DeviceStatus): string {
  const { state, reason } = device;
  const inUse = state === 'in-use' ? [strings.deviceInUse] : [];
  return [...inUse, ...speedWords(device), ...(reason ? [deviceStrings.said(reason)] : [])].join(' · ');
}

/** Empty for a device that was not measured. */
function speedWords({ windowsPerSecond: rate }: DeviceStatus): readonly string[] {
  return rate === null ? [] : [strings.speed(formatNumber(rate, rate < 9.95 ? 1 : 0))];
}
