import { describe, expect, test } from 'vitest';
import { RAMPS } from '../../../core/documents/project.ts';
import { cssColours, isPerceptual, rampColours } from '../../../core/style/ramps.ts';

/** Relative luminance of WCAG 2. */
function luminance([red, green, blue]: readonly number[]): number {
  const linear = [red, green, blue].map((v) =>
    v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

describe('colour ramps:', () => {
  test.each(RAMPS)('%s has 256 colours whose channels are whole bytes', (ramp) => {
    const colours = rampColours(ramp);
    expect(colours).toHaveLength(256);
    for (const channel of colours.flat())
      expect(Number.isInteger(channel) && channel >= 0 && channel <= 255).toBe(true);
  });

  test.each(RAMPS.filter(isPerceptual))('%s grows lighter from end to end', (ramp) => {
    const lights = rampColours(ramp).map(luminance);
    for (let i = 8; i < 256; i += 8) expect(lights[i]).toBeGreaterThan(lights[i - 8]);
  });

  test('viridis starts and ends at the published colours', () => {
    const colours = rampColours('viridis');
    expect(colours[0]).toEqual([0x44, 0x01, 0x54]);
    expect(colours[255]).toEqual([0xfd, 0xe7, 0x25]);
  });
});

test('a faded map is transparent at the lowest score and opaque at the highest, reversed or not', () => {
  const style = { ramp: 'viridis', reversed: false, fadeLow: true } as const;
  const alphas = (colours: readonly string[]) => [0, 128, 255].map((i) => colours[i].split(',').at(-1));
  expect(alphas(cssColours(style))).toEqual(['0.000)', '0.502)', '1.000)']);
  expect(alphas(cssColours({ ...style, fadeLow: false }))).toEqual(['1)', '1)', '1)']);
  const reversed = cssColours({ ...style, reversed: true });
  expect(alphas(reversed)).toEqual(['0.000)', '0.502)', '1.000)']);
  expect(reversed[255]).toBe('rgba(68,1,84,1.000)');
});
