import { expect, test } from 'vitest';
import type { RunId } from '../../../../core/documents/ids.ts';
import type { ModelSummary } from '../../../../core/documents/model.ts';
import { provenanceRows, trainingInWords } from '../../../../renderer/features/models/origin.ts';

const RUN = 'harbours-20261130-183509' as RunId;
const TRAINING = {
  base: 'starter',
  run: RUN,
  checkpoint: 'blend-00000060',
  step: 60,
  createdAt: '2026-11-30T18:35:09Z',
};
const MODEL = {
  isStarter: false,
  training: null,
  provenance: { file: 'weights.safetensors', sha256: 'cd50', url: null, activationFrom: null },
  activation: 'quick_gelu',
  precisionChecks: { int8: { passed: false, figures: 'cosine 0.9994' } },
} as Partial<ModelSummary> as ModelSummary;

test('a fine-tuned model says its base, its step and its time; ids are in the details', () => {
  const words = trainingInWords(TRAINING);
  expect(words).toMatch(/^fine-tuned from starter · step 60 · .*2026/);
  expect(words).not.toMatch(/20261130|00000060/);
  const values = provenanceRows({ ...MODEL, training: TRAINING }).map(([, value]) => value);
  expect(values).toEqual([RUN, 'blend-00000060', 'cd50', 'cosine 0.9994']);
});

test('a model of an unknown time or step leaves them out', () => {
  expect(trainingInWords({ ...TRAINING, step: null, createdAt: null })).toBe('fine-tuned from starter');
});

test('an imported model tells its file in the details', () => {
  const values = provenanceRows(MODEL).map(([, value]) => value);
  expect(values).toEqual(['weights.safetensors', 'a local file', 'cd50', 'cosine 0.9994']);
});

test('the starter, which nobody imported, tells no file and no source of its activation', () => {
  const provenance = { ...MODEL.provenance, activationFrom: 'the user' };
  const values = provenanceRows({ ...MODEL, isStarter: true, provenance }).map(([, value]) => value);
  expect(values).toEqual(['cd50', 'cosine 0.9994']);
});
