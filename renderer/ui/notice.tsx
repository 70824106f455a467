/** A message within a panel: what happened, why, and what to do. */
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import style from './ui.module.css';

export type NoticeTone = 'neutral' | 'good' | 'warn' | 'bad';

const ICONS = { neutral: Info, good: CircleCheck, warn: TriangleAlert, bad: CircleAlert } as const;

type NoticeProps = {
  readonly tone?: NoticeTone;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
};

export function Notice({ tone = 'neutral', title, children, actions }: NoticeProps): ReactNode {
  const Icon = ICONS[tone];
  return (
    <div className={style.notice} data-tone={tone} data-brief={children ? undefined : true}>
      <Icon size={16} aria-hidden />
      <strong>{title}</strong>
      {children && <div className={style.noticeText}>{children}</div>}
      {actions && <div className={style.noticeActions}>{actions}</div>}
    </div>
  );
}
