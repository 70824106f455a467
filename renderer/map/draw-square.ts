/** Interaction that draws a window: square, or free while Shift is held, within the scene. */
import Feature from 'ol/Feature.js';
import { fromExtent } from 'ol/geom/Polygon.js';
import PointerInteraction, { type Options as PointerOptions } from 'ol/interaction/Pointer.js';
import VectorLayer from 'ol/layer/Vector.js';
import type MapBrowserEvent from 'ol/MapBrowserEvent.js';
import VectorSource from 'ol/source/Vector.js';
import type { RasterWindow, SceneSize } from '../../core/documents/scene.ts';
import { EMPHASIS, outline, windowExtent } from './outline.ts';

type Corner = readonly [col: number, row: number];

const LEAST_PX = 8;

/** Topmost layer, which shows the window being drawn. */
export function drawingLayer(): VectorLayer {
  return new VectorLayer({
    zIndex: 4,
    updateWhileInteracting: true,
    updateWhileAnimating: true,
    style: outline(EMPHASIS, 2, 0),
  });
}

/** `sizeOf` returns the size of the scene or null; `onWindow` receives windows of at least 8 px on each side. */
export function drawSquare(
  layer: VectorLayer,
  sizeOf: () => SceneSize | null,
  onWindow: (win: RasterWindow) => void,
): PointerInteraction {
  let start: Corner | null = null;
  const windowAt = (event: MapBrowserEvent): RasterWindow | null => {
    const size = sizeOf();
    if (!start || !size) return null;
    return drawnWindow(start, cornerOf(event), size, !event.originalEvent.shiftKey);
  };
  const source = new VectorSource();
  layer.setSource(source);
  const show = (win: RasterWindow | null): void => {
    source.clear();
    // An empty layer would keep its last rendering on screen.
    layer.setVisible(win !== null);
    if (win) source.addFeature(new Feature(fromExtent(windowExtent(win))));
  };
  return new DrawInteraction(() => show(null), {
    handleDownEvent: (event) => {
      const { originalEvent } = event;
      start = originalEvent instanceof PointerEvent && originalEvent.button === 0 ? cornerOf(event) : null;
      return start !== null;
    },
    handleDragEvent: (event) => show(windowAt(event)),
    handleUpEvent: (event) => {
      const win = windowAt(event);
      start = null;
      show(null);
      if (win && Math.min(win.widthPx, win.heightPx) >= LEAST_PX) onWindow(win);
      return false;
    },
  });
}

/** Abandons the drawing when the tool is switched off: an inactive interaction no longer gets events. */
class DrawInteraction extends PointerInteraction {
  readonly #clear: () => void;

  constructor(clear: () => void, options: PointerOptions) {
    super(options);
    this.#clear = clear;
  }

  override setActive(active: boolean): void {
    super.setActive(active);
    if (active) return;
    this.handlingDownUpSequence = false;
    this.#clear();
  }
}

/** The window between two corners. A square takes the longer edge, limited by the scene. */
export function drawnWindow(from: Corner, to: Corner, size: SceneSize, isSquare: boolean): RasterWindow {
  const [x, y] = [along(from[0], to[0], size.widthPx), along(from[1], to[1], size.heightPx)];
  const longer = Math.max(x.length, y.length);
  const edge = Math.min(longer, x.room, y.room);
  const [widthPx, heightPx] = isSquare ? [edge, edge] : [x.length, y.length];
  return {
    col: x.isForward ? x.start : x.start - widthPx,
    row: y.isForward ? y.start : y.start - heightPx,
    widthPx,
    heightPx,
  };
}

function along(from: number, to: number, limit: number) {
  const start = Math.max(0, Math.min(limit, Math.round(from)));
  const end = Math.max(0, Math.min(limit, Math.round(to)));
  const isForward = end >= start;
  return { start, isForward, length: Math.abs(end - start), room: isForward ? limit - start : start };
}

function cornerOf({ coordinate }: MapBrowserEvent): Corner {
  return [coordinate[0], -coordinate[1]];
}
