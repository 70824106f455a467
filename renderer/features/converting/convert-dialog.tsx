/** Asks before a raster of another format is converted. One file at a time. */
import { type ReactNode, useState } from 'react';
import type { Application } from '../../state/application.ts';
import { useApplication } from '../../state/application-context.ts';
import { attempt } from '../../state/toasts.ts';
import type { ConversionOffer, DialogOf } from '../../state/view-state.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { formatBytes, formatCount } from '../../ui/format.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = DialogOf<'convert'> & { readonly onClose: () => void };

export function ConvertDialog({ offers, onClose }: Props): ReactNode {
  const [at, setAt] = useState(0);
  const offer = offers[at];
  if (!offer) return null;
  const next = (): void => (at + 1 < offers.length ? setAt(at + 1) : onClose());
  return <Offer key={offer.grant.id} offer={offer} onDone={next} />;
}

function Offer({
  offer,
  onDone,
}: {
  readonly offer: ConversionOffer;
  readonly onDone: () => void;
}): ReactNode {
  const app = useApplication();
  const { grant, plan } = offer;
  const bytes = formatBytes(2 * plan.bytes);
  const agree = (): void =>
    attempt(app, strings.title(grant.name), async () => {
      if (await startConversion(app, offer)) onDone();
    });
  return (
    <ModalDialog
      title={strings.title(grant.name)}
      onClose={onDone}
      widthRem={30}
      actions={
        <>
          <Button onPress={onDone}>{strings.skip}</Button>
          <Button tone="primary" autoFocus onPress={agree}>
            {app.shell.kind === 'browser' ? strings.convertHere : strings.convert}
          </Button>
        </>
      }
    >
      <div className={style.stack}>
        <p>{strings.text(plan.format)}</p>
        <Facts
          rows={[
            [
              strings.size,
              strings.sizeValue(
                formatCount(plan.widthPx),
                formatCount(plan.heightPx),
                formatCount(plan.bands),
              ),
            ],
            [
              strings.room,
              plan.freeBytes === null
                ? strings.roomValue(bytes)
                : strings.roomFree(bytes, formatBytes(plan.freeBytes)),
            ],
          ]}
        />
      </div>
    </ModalDialog>
  );
}

/** False if the user cancels the choice of the copy's place. */
async function startConversion(app: Application, { grant, plan }: ConversionOffer): Promise<boolean> {
  const target = await app.shell.saveAs(plan.copy);
  if (target === null) return false;
  const spec = {
    kind: 'convert-scene' as const,
    source: grant.id,
    target: target === 'download' ? null : target.id,
    name: grant.name,
  };
  await app.core.call('jobs.start', { spec });
  return true;
}
