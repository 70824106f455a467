/** A canvas that redraws when its size, its data or the theme changes. */
import { type RefObject, useEffect, useRef } from 'react';
import { useView } from './application-context.ts';

/** `draw` must be stable until its data changes (`useCallback`). */
export function useDrawnCanvas(
  draw: (canvas: HTMLCanvasElement) => void,
): RefObject<HTMLCanvasElement | null> {
  const canvas = useRef<HTMLCanvasElement>(null);
  const latest = useRef(draw);
  // Colours come from the theme.
  const theme = useView((state) => state.theme);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is read from the element's style
  useEffect(() => {
    latest.current = draw;
    if (canvas.current) draw(canvas.current);
  }, [draw, theme]);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => latest.current(element));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return canvas;
}
