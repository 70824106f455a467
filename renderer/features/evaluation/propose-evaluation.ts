/** Opens the form of the Evaluation panel with what another panel proposes. */
import type { DatasetId, ModelId } from '../../../core/documents/ids.ts';
import type { Application } from '../../state/application.ts';

type Proposal = {
  /** Null leaves the data to the user. */
  readonly dataset: DatasetId | null;
  /** Null for the active model. */
  readonly models: readonly [ModelId, ModelId | null] | null;
};

export function proposeEvaluation(app: Application, proposal: Proposal): void {
  app.view.setState(({ evaluationProposal: { number } }) => ({
    evaluation: null,
    evaluationProposal: { ...proposal, number: number + 1 },
  }));
  app.dock.show('evaluation');
}
