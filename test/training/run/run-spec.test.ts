import { describe, expect, test } from 'vitest';
import { parseRunSpec } from '../../../training/run/run-spec.ts';

const LEAST = {
  name: 'harbours',
  base: { kind: 'model', model: 'starter' },
  data: { kind: 'files', paths: ['pairs.jsonl'] },
};
const parse = (written: object) => parseRunSpec(JSON.stringify(written), '/data/run.json');

describe('a run spec', () => {
  test('requires a name, a base and data, and has defaults for the rest', () => {
    expect(parse(LEAST)).toMatchObject({
      data: { paths: ['/data/pairs.jsonl'], imageRoot: null, fields: { long: 'long' } },
      omega: { kind: 'constant', omega: 0.8 },
      parts: { kind: 'last-blocks', blocks: 2 },
      optimizer: { kind: 'adamw', betas: [0.9, 0.98], epsilon: 1e-6, weightDecay: 0.2, decayed: 'matrices' },
    });
  });

  test('that does not state counter-examples or a share of the base has neither', () => {
    expect(parse(LEAST)).toMatchObject({ otherSentences: [], keptShare: 0 });
  });

  test('completes SGD with the settings of the paper', () => {
    expect(parse({ ...LEAST, optimizer: { kind: 'sgd' } }).optimizer).toEqual({
      ...{ kind: 'sgd', momentum: 0.9, dampening: 0.1, weightDecay: 0, decayed: 'all' },
    });
  });

  test('resolves relative paths from the folder of its file', () => {
    const { base, validation, samples } = parse({
      ...LEAST,
      base: { kind: 'checkpoint', path: '/weights/a.pt' },
      validation: { kind: 'pairs', source: { kind: 'files', paths: ['held-out.csv'], imageRoot: 'images' } },
      samples: { scene: { kind: 'file', path: 'scene.tif' }, texts: ['a pier'], sizePx: 256 },
    });
    expect(base).toEqual({ kind: 'checkpoint', path: '/weights/a.pt', activation: null });
    expect(validation).toMatchObject({
      source: { paths: ['/data/held-out.csv'], imageRoot: '/data/images' },
    });
    expect(samples).toMatchObject({ scene: { path: '/data/scene.tif' } });
  });

  test.each<[string, object]>([
    ['/data/run.json.base: expected an object|/data/run.json.base.kind', { ...LEAST, base: undefined }],
    ['/data/run.json: unknown field batchSize', { ...LEAST, batchSize: 8 }],
    ['/data/run.json.batch: expected 2 to 65536, got 1', { ...LEAST, batch: 1 }],
    ['optimizer.kind: expected one of sgd, adamw, got "adam"', { ...LEAST, optimizer: { kind: 'adam' } }],
    ['name: "a/b": use letters', { ...LEAST, name: 'a/b' }],
    ['name: longer than 64 characters', { ...LEAST, name: 'a'.repeat(65) }],
    ['data.paths: name at least one file', { ...LEAST, data: { kind: 'files', paths: [] } }],
    ['firstSentenceAsShort: has no effect', { ...LEAST, texts: 'long', firstSentenceAsShort: true }],
    ['otherSentences: expected', { ...LEAST, otherSentences: 'all' }],
    ['keptShare: expected 0 to 0.99, got 1', { ...LEAST, keptShare: 1 }],
    ['learningRate.rate: 0 would not', { ...LEAST, learningRate: { kind: 'constant', rate: 0 } }],
  ])('with a wrong field is refused: %s', (message, written) => {
    expect(() => parse(written)).toThrow(new RegExp(message.replaceAll('.', '\\.')));
  });

  test('that is not JSON is refused with its name', () => {
    expect(() => parseRunSpec('{', '/data/run.json')).toThrow('/data/run.json: is not JSON');
  });
});
