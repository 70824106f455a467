/** Cards for files that are being uploaded or read, each with its progress and a way to stop it. */
import type { ReactNode } from 'react';
import { useView } from '../state/application-context.ts';
import { Button } from '../ui/button.tsx';
import { formatBytes, formatPercent } from '../ui/format.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { strings } from './strings.ts';
import style from './window.module.css';

export function BusyCards(): ReactNode {
  const upload = useView((state) => state.upload);
  const opening = useView((state) => state.opening);
  return (
    <div className={style.busy}>
      {upload && (
        <BusyCard
          title={strings.sending(formatBytes(upload.sent), formatBytes(upload.total))}
          share={upload.total > 0 ? upload.sent / upload.total : null}
          stop={strings.stopUpload}
          onStop={upload.cancel}
        />
      )}
      {opening.map(({ name, share, cancel }) => (
        <BusyCard
          key={name}
          title={share === null ? strings.openingFile(name) : strings.readingFile(name, formatPercent(share))}
          share={share}
          stop={strings.stopOpening(name)}
          onStop={cancel}
        />
      ))}
    </div>
  );
}

type CardProps = {
  readonly title: string;
  readonly share: number | null;
  /** Name of the button. */
  readonly stop: string;
  readonly onStop: () => void;
};

function BusyCard({ title, share, stop, onStop }: CardProps): ReactNode {
  return (
    <div className={style.busyCard} role="status">
      <div className={style.busyLine}>
        <span className={style.busyTitle}>{title}</span>
        <Button tone="link" onPress={onStop} aria-label={stop}>
          {strings.stop}
        </Button>
      </div>
      <ProgressBar label={title} share={share} />
    </div>
  );
}
