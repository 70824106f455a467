/** Notices of damaged files that the application left out or moved aside, until they are hidden. */
import { type ReactNode, useState } from 'react';
import { useFaults } from '../state/core-queries.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { strings } from './strings.ts';
import style from './window.module.css';

export function FaultsNotice(): ReactNode {
  const [hidden, setHidden] = useState<readonly string[]>([]);
  const faults = useFaults();
  const shown = faults.filter((fault) => !hidden.includes(fault));
  if (shown.length === 0) return null;
  const hide = <Button onPress={() => setHidden(faults)}>{strings.hideFaults}</Button>;
  return (
    <div className={style.faults} role="alert">
      <Notice tone="warn" title={strings.faults} actions={hide}>
        {shown.map((fault) => (
          <p key={fault}>{fault}</p>
        ))}
      </Notice>
    </div>
  );
}
