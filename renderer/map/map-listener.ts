/** What the map reports: pointer, zoom, clicks and drawn windows. */
import type { RasterWindow } from '../../core/documents/scene.ts';
import type { Outline } from '../../core/documents/search.ts';

export type PixelPoint = { readonly col: number; readonly row: number };

export type MapListener = {
  readonly onPointer: (at: PixelPoint | null) => void;
  /** Screen pixels per scene pixel. */
  readonly onZoom: (zoom: number) => void;
  readonly onClick: (at: PixelPoint) => void;
  readonly onWindow: (win: RasterWindow) => void;
  /** Drawn with the tool `collect`. */
  readonly onCollect: (win: RasterWindow) => void;
  /** Drawn with the tool `area` or `region`: a polygon in pixels of the active scene. */
  readonly onArea: (area: Outline) => void;
  /** Whether pictures of the scene are still being loaded. */
  readonly onDrawing: (isDrawing: boolean) => void;
  readonly onFault: (message: string) => void;
};

/** Listens until the map panel does. */
export const NOBODY: MapListener = {
  onPointer: () => undefined,
  onZoom: () => undefined,
  onClick: () => undefined,
  onWindow: () => undefined,
  onCollect: () => undefined,
  onArea: () => undefined,
  onDrawing: () => undefined,
  onFault: () => undefined,
};
