import { expect, test } from 'vitest';
import { subjectOf, subjectVector } from '../../../core/search/subject.ts';

test.each([
  ['a steel bridge over a brown river', 'a steel bridge', ['a brown river']],
  ['an aerial view of a white plane beside a hangar', 'a white plane', ['a hangar']],
  ['boats in a harbour with three piers', 'boats', ['a harbour', 'three piers']],
] as const)('the subject of "%s" is "%s"', (sentence, subject, others) => {
  const textOf = ({ start, end }: { start: number; end: number }) => sentence.slice(start, end);
  const found = subjectOf(sentence)!;
  expect([textOf(found.subject), found.others.map(textOf)]).toEqual([subject, others]);
});

test.each(['a steel bridge', 'a satellite photo of a bridge', 'a picture', ''])(
  '"%s" has no subject beside other things',
  (sentence) => {
    expect(subjectOf(sentence)).toBeNull();
  },
);

test('patches are scored by the sentence and the subject, less the mean of the other things', () => {
  const [sentence, subject, ...others] = [
    [3, 1, 0],
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ].map((values) => Float32Array.from(values));
  expect([...subjectVector(sentence, subject, others)]).toEqual([4, 0.5, -0.5]);
});
