/** A progress bar without numbers; the label is for screen readers. `share` is 0-1, or null if unknown. */
import type { ReactNode } from 'react';
import { ProgressBar as AriaProgressBar } from 'react-aria-components';
import style from './ui.module.css';

export function ProgressBar({
  label,
  share,
}: {
  readonly label: string;
  readonly share: number | null;
}): ReactNode {
  return (
    <AriaProgressBar
      aria-label={label}
      {...(share === null ? { isIndeterminate: true } : { value: share * 100 })}
    >
      <div className={style.progress} {...(share === null && { 'data-indeterminate': true })}>
        <div
          className={style.progressFill}
          {...(share !== null && { style: { width: `${share * 100}%` } })}
        />
      </div>
    </AriaProgressBar>
  );
}
