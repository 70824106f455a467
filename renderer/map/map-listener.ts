/** What the map reports: pointer, clicks, drawn windows and regions. */
import type { RasterWindow } from '../../core/documents/scene.ts';
import type { Region } from '../../core/documents/selo.ts';

export type PixelPoint = { readonly col: number; readonly row: number };

export type MapListener = {
  readonly onPointer: (at: PixelPoint | null) => void;
  /** Screen pixels per scene pixel. */
  readonly onZoom: (zoom: number) => void;
  readonly onClick: (at: PixelPoint) => void;
  readonly onWindow: (win: RasterWindow) => void;
  /** Drawn with the tool `collect`. */
  readonly onCollect: (win: RasterWindow) => void;
  readonly onRegion: (region: Region) => void;
  readonly onFault: (message: string) => void;
};

/** Used until the map panel listens. */
export const NOBODY: MapListener = {
  onPointer: () => undefined,
  onZoom: () => undefined,
  onClick: () => undefined,
  onWindow: () => undefined,
  onCollect: () => undefined,
  onRegion: () => undefined,
  onFault: () => undefined,
};
