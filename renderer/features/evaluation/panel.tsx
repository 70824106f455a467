/** Evaluations: a form for new ones, the list of all, and the progress and report of one or two. */
import type { ReactNode } from 'react';
import { useView } from '../../state/application-context.ts';
import { byId } from '../../state/by-id.ts';
import { useActiveModel } from '../../state/core-queries.ts';
import { useEvaluations } from '../../state/evaluation-queries.ts';
import panel from '../../ui/panel.module.css';
import { EvaluationForm } from './evaluation-form.tsx';
import { EvaluationList } from './evaluation-list.tsx';
import { EvaluationView } from './evaluation-view.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

export default function EvaluationPanel(): ReactNode {
  const { data: evaluations = [] } = useEvaluations();
  const shown = useView((state) => state.evaluation);
  const proposal = useView((state) => state.evaluationProposal);
  const active = useActiveModel();
  const a = byId(evaluations, shown === null ? null : shown.a);
  const b = byId(evaluations, shown === null ? null : shown.b);
  if (!active) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={`${panel.scrolling} ${style.panel}`} tabIndex={0} aria-label={strings.evaluation}>
      {a && <EvaluationView key={a.id} a={a} b={b} all={evaluations} />}
      {/* Hidden, not unmounted: the form keeps its values while an evaluation is shown. */}
      <div className={panel.form} hidden={a !== null}>
        <EvaluationForm key={proposal.number} proposal={proposal} active={active.id} />
      </div>
      {evaluations.length > 0 && <EvaluationList evaluations={evaluations} chosen={a ? a.id : null} />}
    </section>
  );
}
