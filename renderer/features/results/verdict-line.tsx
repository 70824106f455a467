/** The verdict in one line with its scale, and the reason below it. */
import { CircleAlert, CircleCheck, CircleHelp, Info } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Verdict } from '../../../core/documents/verdict.ts';
import { coreStrings } from '../../ui/core-strings.ts';
import { verdictStrings } from '../../ui/verdict-strings.ts';
import style from './style.module.css';
import { VerdictScale } from './verdict-scale.tsx';

const LOOKS = {
  present: { tone: 'good', icon: CircleCheck },
  unsure: { tone: 'warn', icon: CircleHelp },
  absent: { tone: 'bad', icon: CircleAlert },
  'not-judged': { tone: 'neutral', icon: Info },
  'not-calibrated': { tone: 'neutral', icon: Info },
} as const;

export function VerdictLine({ verdict }: { readonly verdict: Verdict }): ReactNode {
  const reason = coreStrings.said(verdict.reason);
  const { tone, icon: Icon } = LOOKS[verdict.kind];
  return (
    <div className={style.verdict} role="status" data-verdict={verdict.kind} data-tone={tone}>
      <Icon size={16} aria-hidden />
      <strong>{verdictStrings[verdict.kind]}</strong>
      <VerdictScale verdict={verdict} />
      <p className={style.reason} title={reason}>
        {reason}
      </p>
    </div>
  );
}
