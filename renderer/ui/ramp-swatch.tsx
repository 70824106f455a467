/** A colour ramp with low values on the left. */
import { type ReactNode, useEffect, useRef } from 'react';
import { cssColours, type RampStyle } from '../../core/style/ramps.ts';

type RampSwatchProps = RampStyle & { readonly widthPx?: number };

export function RampSwatch({ ramp, reversed, fadeLow, widthPx = 40 }: RampSwatchProps): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current!.getContext('2d')!;
    context.clearRect(0, 0, 256, 1);
    for (const [i, colour] of cssColours({ ramp, reversed, fadeLow }).entries()) {
      context.fillStyle = colour;
      context.fillRect(i, 0, 1, 1);
    }
  }, [ramp, reversed, fadeLow]);
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
