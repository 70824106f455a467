/** A colour ramp, low values left. */
import { type ReactNode, useEffect, useRef } from 'react';
import { type PaintRamp, rampColours } from '../../core/style/ramps.ts';

type RampSwatchProps = { readonly ramp: PaintRamp; readonly reversed?: boolean; readonly widthPx?: number };

export function RampSwatch({ ramp, reversed = false, widthPx = 40 }: RampSwatchProps): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const colours = rampColours(ramp);
    for (const [i, [r, g, b]] of (reversed ? colours.toReversed() : colours).entries()) {
      context.fillStyle = `rgb(${r},${g},${b})`;
      context.fillRect(i, 0, 1, 1);
    }
  }, [ramp, reversed]);
  return (
    <canvas
      ref={canvas}
      width={256}
      height={1}
      aria-hidden
      style={{ width: widthPx, height: 12, borderRadius: 2, flex: 'none' }}
    />
  );
}
