/** Planes of samples that the components of a JPEG frame take. */
import type { JpegFrame } from './jpeg-tables.ts';

export type JpegPlane = {
  /** Multiples of 8: whole blocks. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly samples: Uint8Array;
};

export type Plane = JpegPlane & {
  readonly blocksAcross: number;
  readonly blocksDown: number;
  /** Quantized coefficients of all blocks; only progressive streams need them. */
  readonly coefficients: Int16Array | null;
};

export function planesOf({ widthPx, heightPx, components, isProgressive }: JpegFrame): readonly Plane[] {
  const most = mostSampling(components);
  const unitsAcross = Math.ceil(widthPx / (8 * most.across));
  const unitsDown = Math.ceil(heightPx / (8 * most.down));
  return components.map(({ across, down }) => {
    const blocksAcross = unitsAcross * across;
    const blocksDown = unitsDown * down;
    return {
      ...{ blocksAcross, blocksDown, widthPx: 8 * blocksAcross, heightPx: 8 * blocksDown },
      samples: new Uint8Array(64 * blocksAcross * blocksDown),
      coefficients: isProgressive ? new Int16Array(64 * blocksAcross * blocksDown) : null,
    };
  });
}

export function mostSampling(components: JpegFrame['components']): { across: number; down: number } {
  return {
    across: Math.max(...components.map(({ across }) => across)),
    down: Math.max(...components.map(({ down }) => down)),
  };
}
