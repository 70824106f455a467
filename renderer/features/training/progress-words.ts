/** How far a run has come. */
import type { RunSummary } from '../../../core/documents/run.ts';
import { strings } from './strings.ts';

type Progress = Pick<RunSummary, 'state' | 'step' | 'steps' | 'model' | 'modelStep' | 'checkpointStep'>;

/** The step that was reached, and where the run goes on if that is an earlier one; once a model is made, the step of the model. */
export function progressWords(run: Progress): readonly string[] {
  const { state, step, steps, model, modelStep, checkpointStep } = run;
  if (steps === 0) return [];
  if (model !== null && modelStep !== null) return [strings.modelOf(modelStep, steps)];
  const isOver = state === 'done' || state === 'running';
  const resumed = checkpointStep ?? 0;
  return [strings.stepOf(step, steps), ...(isOver || step === resumed ? [] : [strings.goesOnFrom(resumed)])];
}
