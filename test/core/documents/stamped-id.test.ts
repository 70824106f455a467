import { expect, test } from 'vitest';
import type { EvaluationId, RunId } from '../../../core/documents/ids.ts';
import { creationInId, nameInId } from '../../../core/documents/stamped-id.ts';

test.each([
  ['my-model-1-20261130-183509', 'my-model-1'],
  ['my-model-1-20261130-183509-2', 'my-model-1'],
  ['harbours-2026-20261130-183509', 'harbours-2026'],
  ['cluster-run', 'cluster-run'],
])('the name in the id of run %s is %s', (id, name) => {
  expect(nameInId(id as RunId)).toBe(name);
});

test('the id of an evaluation names its task and model', () => {
  expect(nameInId('retrieval-starter-20261130-184000' as EvaluationId)).toBe('retrieval-starter');
});

test('the id of a run says when it was created', () => {
  expect(creationInId('my-model-1-20261130-183509-2' as RunId)).toBe('2026-11-30T18:35:09Z');
  expect(creationInId('cluster-run' as RunId)).toBeNull();
  expect(creationInId('renamed-by-hand-20269930-183509' as RunId)).toBeNull();
});
