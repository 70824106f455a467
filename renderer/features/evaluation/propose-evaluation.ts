/** Opens the form of the Evaluation panel with what another panel proposes. */
import type { Application } from '../../state/application.ts';
import type { EvaluationProposal } from '../../state/view-state.ts';

export function proposeEvaluation(app: Application, proposal: Omit<EvaluationProposal, 'number'>): void {
  app.view.setState(({ evaluationProposal: { number } }) => ({
    evaluation: null,
    evaluationProposal: { ...proposal, number: number + 1 },
  }));
  app.dock.show('evaluation');
}
