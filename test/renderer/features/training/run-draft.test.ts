import { expect, test } from 'vitest';
import type { DatasetId, ModelId } from '../../../../core/rpc/documents.ts';
import { runRequest } from '../../../../core/rpc/run-shapes.ts';
import {
  equivalentCommand,
  newDraft,
  PRESETS,
  toRequest,
} from '../../../../renderer/features/training/run-draft.ts';
import { parseRunSpec } from '../../../../training/run-spec.ts';

const draft = newDraft('mine', 'd' as DatasetId, 30, 'starter' as ModelId);

test.each(Object.keys(PRESETS) as (keyof typeof PRESETS)[])('the preset %s makes a valid run', (preset) => {
  const request = toRequest({ ...draft, ...PRESETS[preset] });
  expect(runRequest(request, 'spec')).toEqual(request);
});

test('a small set fits its first batch after the validation is taken off', () => {
  expect(draft.batch).toBe(27);
});

test('the command that is shown describes the very same run', () => {
  const request = toRequest(draft);
  const [, json] = /<<'END'\n([\s\S]*)\nEND\n/.exec(equivalentCommand(request))!;
  expect(parseRunSpec(json!, '/somewhere/run.json')).toEqual(request);
});
