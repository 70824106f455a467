import { describe, expect, test } from 'vitest';
import { nounPhrases, withoutSpan } from '../../../core/search/noun-phrases.ts';
import { sentenceHints, whyNotRead } from '../../../core/search/sentence-hints.ts';

const phrasesOf = (sentence: string) =>
  nounPhrases(sentence).map(({ start, end }) => sentence.slice(start, end));

describe('the noun phrases of a sentence', () => {
  test.each([
    [
      'a white plane parked in a tawny clearing inside the airport',
      ['a white plane', 'a tawny clearing', 'the airport'],
    ],
    ['a steel bridge over a brown river', ['a steel bridge', 'a brown river']],
    ['a parking lot full of cars', ['a parking lot', 'cars']],
    ['many red and orange roofs', ['many red', 'orange roofs']],
    ['houses with red roofs among green trees', ['houses', 'red roofs', 'green trees']],
    [
      'A long building, surrounded by trees, stands beside the road.',
      ['A long building', 'trees', 'the road'],
    ],
    ['the swimming pool is next to two tennis courts', ['the swimming pool', 'two tennis courts']],
    ['water', ['water']],
    ['there is no', []],
    ['', []],
  ])('of "%s"', (sentence, phrases) => {
    expect(phrasesOf(sentence)).toEqual(phrases);
  });

  test('lie in the sentence, in order and apart', () => {
    const sentence = 'Près de la rivière: 橋 and a "wide, brown" river (with 2 boats)…';
    let last = 0;
    for (const { start, end } of nounPhrases(sentence)) {
      expect(start).toBeGreaterThanOrEqual(last);
      expect(end).toBeGreaterThan(start);
      last = end;
    }
    expect(last).toBeLessThanOrEqual(sentence.length);
  });
});

test('a sentence without a phrase does not keep the link that led to it', () => {
  const sentence = 'a white plane parked in a tawny clearing inside the airport';
  const rest = nounPhrases(sentence).map((span) => withoutSpan(sentence, span));
  expect(rest).toEqual([
    'parked in a tawny clearing inside the airport',
    'a white plane parked inside the airport',
    'a white plane parked in a tawny clearing',
  ]);
  expect(withoutSpan('water', { start: 0, end: 5 })).toBe('');
});

test.each([
  ['a parking lot without cars', ['negation']],
  ['three planes on a runway', ['count']],
  ['exactly 2 boats and no pier', ['negation', 'count']],
  ['12 storage tanks beside a dock', ['count']],
  ['Between the two roads are trees', ['count']],
  ['a road between two rivers', []],
  ['trees on two sides of a four-lane road', []],
  ['a pool 10 m wide beside runway 27', []],
  ['ein weißes Flugzeug auf der Wiese', ['language']],
  ['un puente sobre el río con coches', ['language']],
  ['河上的桥', ['language']],
  ['a bridge over the Río de la Plata', []],
  ['a steel bridge over a brown river', []],
  ['', []],
] as const)('"%s" is given the hints %j', (sentence, hints) => {
  expect(sentenceHints(sentence)).toEqual(hints);
});

test.each([
  ['a car park without cars', /"no" or "without"/],
  ['ein Haus mit einem Garten', /English sentences/],
  ['three planes on a runway', /does not count/],
  ['a road between two rivers', null],
] as const)('"%s" gets a verdict only if the model reads it: %s', (text, reason) => {
  const why = whyNotRead([{ kind: 'text', text, weight: 1 }]);
  if (reason === null) expect(why).toBeNull();
  else expect(why).toMatch(reason);
});
