/** Names the team store by its address. */
import { type FormEvent, type ReactNode, useState } from 'react';
import { useApplication } from '../../state/application-context.ts';
import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/fields.tsx';
import { Notice } from '../../ui/notice.tsx';
import panel from '../../ui/panel.module.css';
import { strings } from './strings.ts';
import style from './style.module.css';
import { connectTo } from './team-actions.ts';

export function ConnectForm(): ReactNode {
  const app = useApplication();
  const [address, setAddress] = useState('');
  const [state, setState] = useState<'idle' | 'connecting' | Error>('idle');
  const isConnecting = state === 'connecting';
  const connect = (): void => {
    setState('connecting');
    connectTo(app, address).catch((error: Error) => setState(error));
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (address.trim() !== '' && !isConnecting) connect();
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={panel.scrolling} tabIndex={0} aria-label={strings.team}>
      <p className={style.hint}>{strings.intro}</p>
      <form className={style.form} onSubmit={onSubmit}>
        <TextInput
          label={strings.address}
          value={address}
          onChange={setAddress}
          placeholder={strings.addressExample}
        />
        <p className={style.hint}>{strings.passwordHint}</p>
        {state instanceof Error && (
          <Notice tone="bad" title={strings.cannotConnect}>
            {state.message}
          </Notice>
        )}
        <span>
          <Button tone="primary" isDisabled={address.trim() === '' || isConnecting} onPress={connect}>
            {isConnecting ? strings.connecting : strings.connect}
          </Button>
        </span>
      </form>
    </section>
  );
}
