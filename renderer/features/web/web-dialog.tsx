/** Adds a background or a remote scene. */
import { type ReactNode, useState } from 'react';
import { webHostOf } from '../../../core/documents/web.ts';
import { useApplication } from '../../state/application-context.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/dialog.tsx';
import { SegmentedField, TextInput } from '../../ui/fields.tsx';
import { strings as common } from '../../ui/strings.ts';
import { strings } from './strings.ts';
import style from './style.module.css';
import { titles } from './titles.ts';
import { addBackground, addRemoteScene } from './web-actions.ts';
import { WmsLayerList } from './wms-layer-list.tsx';

type Kind = keyof typeof strings.kinds;
const KINDS = Object.entries(strings.kinds).map(([id, label]) => ({ id: id as Kind, label }));
const OPAQUE = 1;

export function WebDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const app = useApplication();
  const [kind, setKind] = useState<Kind>('xyz');
  const [typed, setTyped] = useState('');
  const [layers, setLayers] = useState('');
  const [name, setName] = useState('');
  const [attribution, setAttribution] = useState('');
  const address = typed.trim();
  const host = webHostOf(address);
  const isReady = host !== null && (kind !== 'wms' || layers.trim() !== '');
  const add = (): void => {
    onClose();
    attempt(app, titles.add, async () => {
      if (kind === 'cog') return addRemoteScene(app, address);
      const shown = { name: name || (host ?? address), visible: true, opacity: OPAQUE };
      return addBackground(app, { kind, address, layers, attribution, ...shown });
    });
  };
  return (
    <ModalDialog
      title={strings.title}
      onClose={onClose}
      widthRem={36}
      actions={
        <>
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button tone="primary" isDisabled={!isReady} onPress={add}>
            {strings.add}
          </Button>
        </>
      }
    >
      <div className={style.form}>
        <SegmentedField label={strings.kind} value={kind} choices={KINDS} onChange={setKind} />
        <TextInput
          label={strings.address}
          value={typed}
          onChange={(next) => {
            setTyped(next);
            setName('');
          }}
          placeholder={strings.places[kind]}
          error={address !== '' && host === null ? strings.needsAddress : null}
        />
        {kind === 'wms' && (
          <WmsLayerList
            address={address}
            isReady={host !== null}
            layers={layers}
            onChange={setLayers}
            onService={({ title }) => setName(title)}
          />
        )}
        {kind !== 'cog' && (
          <TextInput label={strings.attribution} value={attribution} onChange={setAttribution} />
        )}
        {host !== null && <p>{kind === 'cog' ? strings.sendsScene(host) : strings.sends(host)}</p>}
      </div>
    </ModalDialog>
  );
}
