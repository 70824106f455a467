/** Adds a background or a remote scene, and shows the background that the project has. */
import { type ReactNode, useState } from 'react';
import { type WebBackground, webHostOf } from '../../../core/documents/web.ts';
import { useApplication } from '../../state/application-context.ts';
import { useProject } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/dialog.tsx';
import { CheckField, SegmentedField, SliderField, TextInput } from '../../ui/fields.tsx';
import { Notice } from '../../ui/notice.tsx';
import { strings as common } from '../../ui/strings.ts';
import { strings } from './strings.ts';
import style from './style.module.css';
import { titles } from './titles.ts';
import { addBackground, addRemoteScene, setBackground } from './web-actions.ts';

type Kind = keyof typeof strings.kinds;
const KINDS = Object.entries(strings.kinds).map(([id, label]) => ({ id: id as Kind, label }));
const OPAQUE = 1;

export function WebDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const app = useApplication();
  const { background } = useProject();
  const [kind, setKind] = useState<Kind>('xyz');
  const [typed, setTyped] = useState('');
  const [layers, setLayers] = useState('');
  const [attribution, setAttribution] = useState('');
  const address = typed.trim();
  const host = webHostOf(address);
  const isReady = host !== null && (kind !== 'wms' || layers.trim() !== '');
  const add = (): void => {
    onClose();
    attempt(app, titles.add, async () => {
      if (kind === 'cog') return addRemoteScene(app, address);
      const shown = { name: host ?? address, visible: true, opacity: OPAQUE };
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
        {background && <PresentBackground background={background} />}
        <SegmentedField label={strings.kind} value={kind} choices={KINDS} onChange={setKind} />
        <TextInput
          label={strings.address}
          value={typed}
          onChange={setTyped}
          placeholder={strings.places[kind]}
          error={address !== '' && host === null ? strings.needsAddress : null}
        />
        {kind === 'wms' && <TextInput label={strings.layers} value={layers} onChange={setLayers} />}
        {kind !== 'cog' && (
          <TextInput label={strings.attribution} value={attribution} onChange={setAttribution} />
        )}
        {host !== null && <p>{kind === 'cog' ? strings.sendsScene(host) : strings.sends(host)}</p>}
      </div>
    </ModalDialog>
  );
}

function PresentBackground({ background }: { readonly background: WebBackground }): ReactNode {
  const app = useApplication();
  const [opacity, setOpacity] = useState(background.opacity);
  const change = (to: WebBackground | null): void => attempt(app, strings.now, () => setBackground(app, to));
  const remove = <Button onPress={() => change(null)}>{strings.remove}</Button>;
  return (
    <Notice tone="neutral" title={`${strings.now}: ${background.name}`} actions={remove}>
      <CheckField isSelected={background.visible} onChange={(visible) => change({ ...background, visible })}>
        {strings.show}
      </CheckField>
      <SliderField
        label={strings.opacity}
        value={opacity}
        min={0}
        max={1}
        step={0.05}
        format={{ style: 'percent' }}
        onChange={setOpacity}
        onCommit={(value) => change({ ...background, opacity: value })}
      />
    </Notice>
  );
}
