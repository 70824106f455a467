/** Which version this is, and, when the user asks, which one is the newest. Nothing is asked before that. */
import { Copy, Globe } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { NewestRelease } from '../../../core/documents/app.ts';
import { useApplication } from '../../state/application-context.ts';
import { useAppDescription } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { strings as general } from './strings.ts';
import style from './style.module.css';
import { updatesStrings } from './updates-strings.ts';

const strings = { ...general, ...updatesStrings };

export function UpdatesDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const app = useApplication();
  const description = useAppDescription();
  const [newest, setNewest] = useState<NewestRelease | null>(null);
  const [isAsking, setAsking] = useState(false);
  if (!description) return null;
  const { version, releases } = description;
  const ask = async (): Promise<void> => {
    setAsking(true);
    try {
      setNewest(await app.core.call('app.newestRelease', null));
    } finally {
      setAsking(false);
    }
  };
  return (
    <ModalDialog title={strings.updatesTitle} onClose={onClose} widthRem={34}>
      <div className={style.stack}>
        <Facts
          rows={[
            [strings.version, version],
            ...(newest ? ([[strings.newest, newest.version]] as const) : []),
            ...(releases === null ? [] : ([[strings.releases, newest?.address ?? releases]] as const)),
          ]}
        />
        <p role="status">{wordsOn(newest, releases)}</p>
        {releases !== null && (
          <p className={style.actions}>
            <Button icon={Globe} isDisabled={isAsking} onPress={() => attempt(app, strings.updates, ask)}>
              {strings.lookNow}
            </Button>
            <Button
              icon={Copy}
              onPress={() =>
                attempt(app, strings.copyAddress, () =>
                  navigator.clipboard.writeText(newest?.address ?? releases),
                )
              }
            >
              {strings.copyAddress}
            </Button>
          </p>
        )}
      </div>
    </ModalDialog>
  );
}

function wordsOn(newest: NewestRelease | null, releases: string | null): string {
  if (releases === null) return strings.notAsked.fromClone;
  if (newest === null) return strings.notAsked.release;
  return newest.isNewer ? strings.isNewer : strings.isCurrent;
}
