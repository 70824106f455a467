import { expect, test } from 'vitest';
import type { ModelId } from '../../../../core/documents/ids.ts';
import { progressWords } from '../../../../renderer/features/training/progress-words.ts';

const RUN = {
  state: 'cut-off',
  step: 20,
  steps: 60,
  model: null,
  modelStep: null,
  checkpointStep: 18,
} as const;

test('a run that was cut off says from which step it goes on', () => {
  expect(progressWords(RUN)).toEqual(['step 20 of 60', 'resumes from step 18']);
  expect(progressWords({ ...RUN, state: 'failed', checkpointStep: null })).toEqual([
    'step 20 of 60',
    'resumes from step 0',
  ]);
  expect(progressWords({ ...RUN, state: 'stopped', checkpointStep: 20 })).toEqual(['step 20 of 60']);
});

test('a run says nothing more while it runs, and names the step of its model in the end', () => {
  expect(progressWords({ ...RUN, state: 'running' })).toEqual(['step 20 of 60']);
  expect(progressWords({ ...RUN, state: 'new', step: 0, steps: 0 })).toEqual([]);
  const made = { ...RUN, state: 'done', step: 60, model: 'my-model' as ModelId, modelStep: 42 } as const;
  expect(progressWords(made)).toEqual(['model of step 42, of 60 trained']);
});
