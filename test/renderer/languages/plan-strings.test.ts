import { expect, test } from 'vitest';
import type { RunSpec } from '../../../core/documents/run.ts';
import { doubtfulSettings, explainedSettings } from '../../../core/documents/run-defaults.ts';
import { planStrings as german } from '../../../renderer/languages/de/features/training/plan-strings.ts';
import { planStrings as spanish } from '../../../renderer/languages/es/features/training/plan-strings.ts';

const ENGLISH = /\b(?:the|of|and|as|follow|would|steps|pairs|learning|kept|epochs?|fits)\b/i;
const PARTS = [
  { kind: 'all' },
  { kind: 'projections' },
  { kind: 'last-blocks', blocks: 2 },
  { kind: 'tower', tower: 'vision' },
  { kind: 'tower', tower: 'text' },
] as const;
const LENGTHS = [
  { kind: 'epochs', epochs: 30 },
  { kind: 'epochs', epochs: 5 },
  { kind: 'steps', steps: 12 },
  { kind: 'steps', steps: 500 },
] as const;
const RATES = [
  { kind: 'constant', rate: 0.0001 },
  { kind: 'cosine', rate: 0.0001, warmUpSteps: 6 },
  { kind: 'cosine', rate: 0.002, warmUpSteps: 600 },
] as const;

function* sentences(): Generator<string> {
  const optimizer = { kind: 'adamw' };
  for (const pairs of [36, 72, 2000])
    for (const parts of PARTS)
      for (const length of LENGTHS)
        for (const learningRate of RATES)
          for (const otherSentences of ['everyday', [], ['a road']] as const)
            for (const keptShare of [0, 0.5]) {
              const open = { parts, length, learningRate, otherSentences, keptShare, optimizer };
              const spec = { ...open, batch: 36 } as unknown as RunSpec;
              yield* explainedSettings(spec, pairs);
              yield* doubtfulSettings(spec, 60);
            }
}

test.each([
  ['de', german],
  ['es', spanish],
] as const)('%s: every setting of a plan is translated, with its numbers', (_, words) => {
  const digits = (text: string): readonly string[] => (text.match(/\d+/g) ?? []).toSorted();
  const all = [...new Set(sentences())];
  expect(all.length).toBeGreaterThan(40);
  for (const sentence of all) {
    expect(words.said(sentence), sentence).not.toMatch(ENGLISH);
    expect(digits(words.said(sentence)), sentence).toEqual(digits(sentence));
  }
});
