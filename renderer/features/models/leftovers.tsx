/** Partial downloads and damaged folders that take up disk space. */
import { Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Leftover } from '../../../core/documents/model.ts';
import { useApplication } from '../../state/application-context.ts';
import { useLeftovers } from '../../state/core-queries.ts';
import { Button } from '../../ui/button.tsx';
import { formatBytes } from '../../ui/format.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

export function Leftovers(): ReactNode {
  const leftovers = useLeftovers();
  if (!leftovers || leftovers.length === 0) return null;
  return (
    <>
      <p className={style.heading}>{strings.leftovers}</p>
      <ul className={style.list} aria-label={strings.leftovers}>
        {leftovers.map((leftover) => (
          <LeftoverRow key={`${leftover.kind} ${leftover.name}`} leftover={leftover} />
        ))}
      </ul>
    </>
  );
}

function LeftoverRow({ leftover }: { readonly leftover: Leftover }): ReactNode {
  const app = useApplication();
  const { kind, name, bytes, totalBytes, reason } = leftover;
  const size =
    totalBytes === null ? formatBytes(bytes) : strings.partOf(formatBytes(bytes), formatBytes(totalBytes));
  return (
    <li className={style.row}>
      <div className={style.words}>
        <strong>{name}</strong>
        <span className={style.muted}>
          {kind === 'damaged' ? strings.damaged(size) : strings.unfinished(size)}
        </span>
        {reason !== null && <span className={style.muted}>{reason}</span>}
      </div>
      <Button
        icon={Trash2}
        onPress={() => app.view.setState({ dialog: { kind: 'discard-leftover', leftover } })}
      >
        {strings.discardAsk}
      </Button>
    </li>
  );
}
