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
import { fittedSpec, parseRunSpec, parseWrittenSpec } from '../../../../training/run/run-spec.ts';

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
  // 180 pairs make three batches of 60.
  [200, 20],
  // 1,800 pairs make 29 batches.
  [2000, 5],
])('with %d pairs the standard preset trains for at least sixty steps: %d epochs', (pairs, epochs) => {
  expect(presetFor('standard', pairs).epochs).toBe(epochs);
});

test('the standard preset has the numbers of a spec that leaves them open', () => {
  for (const pairs of [10, 60, 240, 2000]) {
    const open = parseWrittenSpec(
      '{"name":"a","base":{"kind":"model","model":"starter"},"data":{"kind":"files","paths":["a.json"]}}',
      '/spec.json',
    );
    const { batch, length, learningRate, otherSentences, keptShare } = fittedSpec(
      open,
      pairs - Math.ceil(pairs / 10),
    );
    const request = toRequest({ ...draft, ...presetFor('standard', pairs) });
    expect(request).toMatchObject({ batch, length, learningRate, otherSentences, keptShare });
  }
});

test('counter-examples and the share of the base can be chosen', () => {
  const request = toRequest({ ...draft, everyday: false, keptPercent: 30 });
  expect(runRequest(request, 'spec')).toMatchObject({ otherSentences: [], keptShare: 0.3 });
  expect(presetFor('paper', 30)).toMatchObject({ everyday: false, keptPercent: 0 });
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
