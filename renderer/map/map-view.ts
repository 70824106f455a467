/** Which part of the active scene the map shows: its pixel grid, movements, and what is in sight. */
import type OlMap from 'ol/Map.js';
import type { SceneId } from '../../core/documents/ids.ts';
import type { RasterWindow, SceneDetail } from '../../core/documents/scene.ts';
import type { Outline } from '../../core/documents/search.ts';
import { isSameAffine } from '../../core/geo/affine.ts';
import { clippedToScene } from './clipped-to-scene.ts';
import { drawnWindow } from './drawn-window.ts';
import type { PixelPoint } from './map-listener.ts';
import { withSurroundings } from './outline.ts';
import { placeInOther, sceneView } from './scene-view.ts';

const FIT_PADDING_PX = 24;
/** Width of the map that counts as seen, however much lies over it. */
const LEAST_SEEN_PX = 150;
const MOVE_MS = 220;

export class MapView {
  readonly #map: OlMap;
  readonly #onZoom: (scale: number) => void;
  #scene: SceneDetail | null = null;
  /** Width of what lies over the right of the map, in screen pixels. */
  #coveredPx = 0;
  /** What to show once the scene is active and the map has a size. */
  #pendingFit: { readonly scene: SceneId; readonly extent: number[] } | null = null;

  /** `onZoom` gets screen pixels per scene pixel. */
  constructor(map: OlMap, onZoom: (scale: number) => void) {
    this.#map = map;
    this.#onZoom = onZoom;
  }

  /**
   * Makes the scene's pixel grid that of the view. The view stays on the same ground where it can, and otherwise starts at the scene's full
   * extent. `beforeGrid` is called before the grid changes.
   */
  activate(scene: SceneDetail | null, beforeGrid: () => void): void {
    const before = this.#scene;
    this.#scene = scene;
    if (!scene || (before && isSameGrid(before, scene))) return;
    beforeGrid();
    const pending = this.#pendingFit?.scene === scene.id ? this.#pendingFit : null;
    const size = this.#map.getSize();
    const place = before && size && !pending ? placeInOther(this.#map.getView(), size, before, scene) : null;
    this.#setView(sceneView(scene, place));
    this.#pendingFit = place ? null : (pending ?? { scene: scene.id, extent: sceneExtent(scene) });
    this.updateSize();
    this.#tellZoom();
  }

  /** What is shown on purpose keeps clear of this part of the map. */
  setCovered(rightPx: number): void {
    this.#coveredPx = rightPx;
  }

  updateSize(): void {
    this.#map.updateSize();
    const size = this.#map.getSize();
    if (!this.#pendingFit || !size || size[0] === 0 || size[1] === 0) return;
    if (this.#pendingFit.scene !== this.#scene?.id) return;
    const { extent } = this.#pendingFit;
    this.#pendingFit = null;
    this.#map.getView().fit(extent, { size, padding: this.#padding() });
  }

  zoomFull(): void {
    if (this.#scene) this.#fit(sceneExtent(this.#scene));
  }

  /** Waits until the scene is active. */
  zoomToScene(scene: SceneDetail): void {
    this.#fitIn(scene.id, sceneExtent(scene));
  }

  /** Includes some surroundings. For another scene, waits until that scene is active. */
  zoomToWindow(window: RasterWindow, scene: SceneId | null = null): void {
    const extent = withSurroundings(window);
    if (scene === null) this.#fit(extent);
    else this.#fitIn(scene, extent);
  }

  /** Shows the extent, in the active scene's grid, even if it goes beyond the limits of the view. */
  zoomOutTo(extent: number[]): void {
    const size = this.#map.getSize();
    if (!this.#scene || !size) return;
    const [minX, minY, maxX, maxY] = extent;
    const resolution = 1.1 * Math.max((maxX - minX) / size[0], (maxY - minY) / size[1]);
    this.#setView(
      sceneView(this.#scene, { centre: [(minX + maxX) / 2, (minY + maxY) / 2], resolution }, extent),
    );
    this.#tellZoom();
  }

  /** A factor above 1 zooms in. */
  zoomBy(factor: number): void {
    const view = this.#map.getView();
    const resolution = view.getResolution();
    if (resolution === undefined) return;
    view.cancelAnimations();
    view.animate({ resolution: resolution / factor, duration: motionMs() });
  }

  /** One screen pixel per scene pixel. */
  zoomNative(): void {
    const view = this.#map.getView();
    view.cancelAnimations();
    view.animate({ resolution: 1, duration: motionMs() });
  }

  /** Null outside the active scene or without one. */
  inScene([x, y]: number[]): PixelPoint | null {
    const scene = this.#scene;
    if (!scene || x < 0 || y > 0 || x >= scene.widthPx || -y >= scene.heightPx) return null;
    return { col: x, row: -y };
  }

  /** Centre of the view in pixels of the active scene; null outside it or without a scene. */
  centre(): PixelPoint | null {
    const centre = this.#map.getView().getCenter();
    return centre ? this.inScene(centre) : null;
  }

  /** Height of the view in pixels of the active scene; 0 before the map has a size. */
  seenHeightPx(): number {
    const size = this.#map.getSize();
    const resolution = this.#map.getView().getResolution();
    return size && resolution ? size[1] * resolution : 0;
  }

  /** The part of the active scene in sight, in whole pixels; null if none of it is. */
  seenWindow(): RasterWindow | null {
    const size = this.#map.getSize();
    if (!this.#scene || !size) return null;
    return drawnWindow(this.#scene, this.#map.getView().calculateExtent(size));
  }

  /** The part of the active scene that the map shows, as a polygon in its pixels; null if it shows none. */
  seenArea(): Outline | null {
    const corners = this.seenCorners();
    return corners && clippedToScene(corners, this.#scene!);
  }

  /** Corners of the map in pixels of the active scene, which may lie outside it; null without a scene. */
  seenCorners(): Outline | null {
    const size = this.#map.getSize();
    if (!this.#scene || !size) return null;
    const [width, height] = size;
    const screen = [
      [0, 0],
      [width, 0],
      [width, height],
      [0, height],
    ];
    const corners = screen.map((at) => this.#map.getCoordinateFromPixel(at));
    if (corners.some((corner) => corner === null)) return null;
    return corners.map(([x, y]) => [x, -y]);
  }

  #fitIn(scene: SceneId, extent: number[]): void {
    if (this.#scene && scene === this.#scene.id) this.#fit(extent);
    else this.#pendingFit = { scene, extent };
  }

  /** Replaces a movement under way: two at once would end between their goals. */
  #fit(extent: number[]): void {
    const view = this.#map.getView();
    view.cancelAnimations();
    view.fit(extent, { padding: this.#padding(), duration: motionMs() });
  }

  #padding(): number[] {
    const width = this.#map.getSize()?.[0] ?? 0;
    const right = Math.max(0, Math.min(this.#coveredPx, width - LEAST_SEEN_PX));
    return [FIT_PADDING_PX, FIT_PADDING_PX + right, FIT_PADDING_PX, FIT_PADDING_PX];
  }

  #setView(view: ReturnType<typeof sceneView>): void {
    view.on('change:resolution', () => this.#tellZoom());
    this.#map.setView(view);
  }

  #tellZoom(): void {
    const resolution = this.#map.getView().getResolution();
    if (resolution !== undefined) this.#onZoom(1 / resolution);
  }
}

export function sceneExtent({ widthPx, heightPx }: SceneDetail): number[] {
  return [0, -heightPx, widthPx, 0];
}

function isSameGrid(a: SceneDetail, b: SceneDetail): boolean {
  return a.id === b.id && isSameAffine(a.affine, b.affine);
}

function motionMs(): number {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : MOVE_MS;
}
