/**
 * Colour ramps, each of evenly spaced stops with linear interpolation in between.
 * viridis, magma, inferno, plasma (matplotlib, CC0), cividis (Nuñez et al. 2018), turbo (Mikhailov 2019) as given by d3-scale-chromatic
 * (ISC, © Mike Bostock); jet is MATLAB's. turbo and jet are not perceptually uniform: equal steps in score do not look equal.
 */
import type { Ramp } from '../documents/project.ts';

export function isPerceptual(ramp: Ramp): boolean {
  return ramp !== 'turbo' && ramp !== 'jet';
}

export type Rgb = readonly [red: number, green: number, blue: number];

/** Diverging, for differences: blue for negative, white for zero, red for positive (RdBu of ColorBrewer 2, Cynthia Brewer, Apache-2.0). */
export const DIVERGING = 'blue-red';
export type PaintRamp = Ramp | typeof DIVERGING;

/** Colours of a map; see `SimilarityStyle`. */
export type RampStyle = {
  readonly ramp: PaintRamp;
  readonly reversed: boolean;
  readonly fadeLow: boolean;
};

/** 256 CSS colours, lowest score first. */
export function cssColours({ ramp, reversed, fadeLow }: RampStyle): string[] {
  return rampColours(ramp, reversed).map(
    ([r, g, b], i) => `rgba(${r},${g},${b},${fadeLow ? (i / 255).toFixed(3) : 1})`,
  );
}

/** 256 colours with components 0-255, lowest score first. */
export function rampColours(ramp: PaintRamp, reversed = false): readonly Rgb[] {
  const stops = stopsOf(ramp);
  const colours = Array.from({ length: 256 }, (_, i): Rgb => {
    const position = (i / 255) * (stops.length - 1);
    const before = Math.min(Math.floor(position), stops.length - 2);
    const share = position - before;
    const [from, to] = [stops[before], stops[before + 1]];
    return [mix(from[0], to[0], share), mix(from[1], to[1], share), mix(from[2], to[2], share)];
  });
  return reversed ? colours.toReversed() : colours;
}

function mix(from: number, to: number, share: number): number {
  return Math.round(from + (to - from) * share);
}

function stopsOf(ramp: PaintRamp): readonly Rgb[] {
  const hex = STOPS[ramp];
  return Array.from({ length: hex.length / 6 }, (_, i) => {
    const value = Number.parseInt(hex.slice(6 * i, 6 * i + 6), 16);
    return [value >> 16, (value >> 8) & 255, value & 255];
  });
}

const STOPS: Readonly<Record<PaintRamp, string>> = {
  'blue-red': '0530612166ac4393c392c5ded1e5f0f7f7f7fddbc7f4a582d6604db2182b67001f',
  viridis:
    '440154470d6048186a482374472d7b4537814240863e49893b528b375b8d33638d2f6b8e2c728e297a8e26828e23898e21918c1f988b1fa08822a78528ae8032b67a3fbc734ec36b5ec96270cf5784d44b98d83eaddc30c2df23d8e219ece51bfde725',
  magma:
    '0000040303120a0822130d341d114729115a36106b440f7651127c5d177f6a1c81762181832681902a819c2e7faa337db73779c43c75d0416fdc4869e75263ef5d5ef56b5cf9795dfc8961fd9869fea772feb67cfec488fed395fde2a3fcf0b2fcfdbf',
  inferno:
    '0000040403120b0724150b37210c4a2f0a5b3d09654a0c6b57106e64156e71196e7d1e6d8a226a972766a32c61b0315bbc3754c73e4cd24644db503be45a31eb6628f1731df68013f98e09fb9d07fcac11fbbc21f9cb35f5db4cf2ea69f3f68afcffa4',
  plasma:
    '0d08872206903105973f049c4c02a15901a56600a77201a87e03a88a09a59511a1a01a9caa2395b32c8ebc3587c43e7fcc4778d35171da5a6ae06363e66c5ceb7655f0804ef58b47f89540fba139fdac33feb82cfdc527fcd225f8df25f4ed27f0f921',
  cividis:
    '00205100265d012b6508316911366c1c3c6e26426e31476e3c4d6e47536d51586e5a5e6e62646f6a6a707270717976737f7c758682768c8877938e789a9478a19b78a9a177b2a874bbaf71c5b66dcebd68d8c462e2cb5cebd355f3da4ffae249fdea45',
  turbo:
    '23171b3e2a71493eae4a53d74569ee3c7ff83295f72ba9ef26bce125cdcf29dcbc32e9a73ff39350f98065fd6e7cfd5e95fb51adf545c5ec3cdae034ecd12efac029ffad24ff9821ff821dfd6c1af05616df4111cb2f0db61f07a31302950c00900c00',
  jet: '00008000009f0000bf0000df0000ff0020ff0040ff0060ff0080ff009fff00bfff00dfff00ffff20ffdf40ffbf60ff9f80ff809fff60bfff40dfff20ffff00ffdf00ffbf00ff9f00ff8000ff6000ff4000ff2000ff0000df0000bf00009f0000800000',
};
