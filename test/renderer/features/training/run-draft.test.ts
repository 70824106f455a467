import { expect, test } from 'vitest';
import type { DatasetId, ModelId, SceneId } from '../../../../core/documents/ids.ts';
import { runRequest } from '../../../../core/documents/run-shapes.ts';
import {
  equivalentCommand,
  newDraft,
  PRESETS,
  presetFor,
  toRequest,
} from '../../../../renderer/features/training/run-draft.ts';
import { parseRunSpec } from '../../../../training/run/run-spec.ts';

const draft = newDraft('mine', 'd' as DatasetId, 30, 'starter' as ModelId);

test.each(Object.keys(PRESETS) as (keyof typeof PRESETS)[])('the preset %s makes a valid run', (preset) => {
  const request = toRequest({ ...draft, ...presetFor(preset, 30) });
  expect(runRequest(request, 'spec')).toEqual(request);
});

test('the batch of a small data set is its whole training set', () => {
  expect(draft.batch).toBe(27);
});

test.each([
  // 27 pairs make one batch: one step per epoch.
  [30, 60],
  // 180 pairs make two full batches of 64.
  [200, 30],
  // 1,800 pairs make 28 full batches.
  [2000, 5],
])('with %d pairs the standard preset trains for at least sixty steps: %d epochs', (pairs, epochs) => {
  expect(presetFor('standard', pairs).epochs).toBe(epochs);
});

test('the preset of the paper has four epochs for any number of pairs', () => {
  expect(presetFor('paper', 30).epochs).toBe(4);
});

test('sample sentences, one per line, are asked of the chosen scene; without a sentence there are no samples', () => {
  const scene = 's' as SceneId;
  const asked = toRequest({
    ...draft,
    sampleScene: scene,
    sampleTexts: ' a bridge\n\na road ',
    sampleSizePx: 256,
  });
  expect(runRequest(asked, 'spec').samples).toEqual({
    scene: { kind: 'scene', scene },
    texts: ['a bridge', 'a road'],
    sizePx: 256,
  });
  expect(toRequest({ ...draft, sampleScene: scene, sampleTexts: ' \n' }).samples).toBeNull();
});

test('the request has the chosen augmentation', () => {
  const request = toRequest({ ...draft, flips: true, cropPercent: 60 });
  expect(runRequest(request, 'spec').augmentation).toEqual({ flips: true, turns: false, smallestCrop: 0.6 });
});

test('the equivalent command describes the same run', () => {
  const request = toRequest(draft);
  const [, json] = /<<'END'\n([\s\S]*)\nEND\n/.exec(equivalentCommand(request))!;
  expect(parseRunSpec(json!, '/somewhere/run.json')).toEqual(request);
});
