import { expect, test } from 'vitest';
import { termsInWords } from '../../../renderer/ui/terms-in-words.ts';

test('a query is written as its sentence, followed by further terms with sign and weight', () => {
  expect(termsInWords([{ kind: 'text', text: ' a bridge ', weight: 1 }])).toBe('a bridge');
  expect(
    termsInWords([
      { kind: 'text', text: 'a bridge', weight: 1 },
      { kind: 'text', text: 'cars', weight: -0.5 },
      { kind: 'window', window: { col: 1, row: 2, widthPx: 30, heightPx: 40 }, weight: 1 },
    ]),
  ).toBe('a bridge − 0.5 × cars + window 1, 2 (30 × 40\u00a0px)');
  const win = { col: 1, row: 2, widthPx: 30, heightPx: 40 };
  expect(
    termsInWords([
      { kind: 'text', text: 'a bridge', weight: 1 },
      { kind: 'windows', windows: [win, win], weight: 0.5 },
      { kind: 'windows', windows: [win], weight: -0.25 },
    ]),
  ).toBe('a bridge + 0.5 × 2 hits − 0.25 × a hit');
});
