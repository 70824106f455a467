import { expect, test } from 'vitest';
import { formatBytes, formatMetres, formatPercent, formatSeconds } from '../../../renderer/ui/format.ts';
import { keepUnits } from '../../../renderer/ui/keep-units.ts';

test.each([
  ['4 % of sentences about absent content', '4~% of sentences about absent content'],
  ['from 40 to 80 m; 3 more', 'from 40 to 80~m; 3 more'],
  ['12 min 5 s, 2 maps of 256 px', '12~min 5~s, 2 maps of 256~px'],
])('"%s" keeps its units', (text, kept) => {
  expect(keepUnits(text).replaceAll('\u00a0', '~')).toBe(kept);
});

test('formatted numbers keep their units', () => {
  const formatted = [formatPercent(0.875), formatBytes(64.8e6), formatMetres(20), formatSeconds(12)];
  for (const text of [...formatted, formatSeconds(125).split(' ')[0], formatSeconds(4000).split(' ')[0]])
    expect(text).toMatch(/^[\d.]+\u00a0\S+$/);
});
