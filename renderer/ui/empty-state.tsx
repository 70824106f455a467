/** Message of a panel that has nothing to show. */
import type { ReactNode } from 'react';
import style from './ui.module.css';

type EmptyStateProps = { readonly title: string; readonly children?: ReactNode };

export function EmptyState({ title, children }: EmptyStateProps): ReactNode {
  return (
    <div className={style.empty}>
      <strong>{title}</strong>
      {children}
    </div>
  );
}
