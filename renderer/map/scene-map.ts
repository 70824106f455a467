/** The map: one OpenLayers map for the lifetime of the window. Shows what it is given and reports pointer, clicks and drawn windows. */
import { always } from 'ol/events/condition.js';
import DragBox from 'ol/interaction/DragBox.js';
import type VectorLayer from 'ol/layer/Vector.js';
import type WebGLTileLayer from 'ol/layer/WebGLTile.js';
import OlMap from 'ol/Map.js';
import type { SceneId } from '../../core/documents/ids.ts';
import type { SceneLayer } from '../../core/documents/project.ts';
import type { SceneDetail } from '../../core/documents/scene.ts';
import type { Outline } from '../../core/documents/search.ts';
import type { MapPaint } from '../../core/style/paint-of.ts';
import { tilesUrl } from '../../core/urls/tile-url.ts';
import { AreaDrawing } from './area-drawing.ts';
import {
  type Comparison,
  ComparisonLayers,
  type PaintedCells,
  type Side,
  showSide,
} from './comparison-layers.ts';
import { composeLayersPlainly } from './composed-layers.ts';
import { drawingLayer, drawSquare } from './draw-square.ts';
import { drawnWindow } from './drawn-window.ts';
import { type HitEmphasis, hitLayer, type ShownHit, showHits } from './hit-layer.ts';
import { mapInteractions } from './interactions.ts';
import { keepUnchangedLayers } from './kept-layers.ts';
import { type MapListener, NOBODY } from './map-listener.ts';
import { MapView, sceneExtent } from './map-view.ts';
import { pairLayer, type ShownPair, showPairs } from './pair-layer.ts';
import { movePannedMaps } from './panned-frames.ts';
import type { ShownRegions } from './region-layer.ts';
import { correctScene, greyScene, type SceneTiles, sceneLayer, sceneSource } from './scene-layer.ts';
import { areRelated } from './scene-projection.ts';
import { shareProgramsOfLayers } from './shared-programs.ts';
import { RegionsOnMap } from './shown-regions.ts';
import {
  emptyMap,
  paintSimilarity,
  type SimilarityCells,
  similarityLayer,
  similaritySource,
} from './similarity-layer.ts';

export type MapTool = 'pan' | 'identify' | 'window' | 'collect' | 'area' | 'region';
export type MapLayer = Omit<SceneLayer, 'scene'> & { readonly scene: SceneDetail };
type DrawnScene = { readonly key: string; readonly tiles: SceneTiles; readonly layer: WebGLTileLayer };

shareProgramsOfLayers();
keepUnchangedLayers();
composeLayersPlainly();
movePannedMaps();

export class SceneMap {
  readonly view: MapView;
  readonly #map: OlMap;
  readonly #drawn = new Map<string, DrawnScene>();
  readonly #similarity: WebGLTileLayer = similarityLayer();
  readonly #others = new Map<string, Side>();
  readonly #hits: VectorLayer = hitLayer();
  readonly #pairs: VectorLayer = pairLayer();
  readonly #box = new DragBox({ condition: always });
  readonly #comparison: ComparisonLayers;
  readonly #drawing: VectorLayer = drawingLayer();
  readonly #square = drawSquare(
    this.#drawing,
    () => this.#scene,
    (win) => this.#listener.onCollect(win),
  );
  readonly #regions: RegionsOnMap;
  readonly #polygon = new AreaDrawing((area) => this.#listener.onArea(area));
  #background: WebGLTileLayer | null = null;
  #scene: SceneDetail | null = null;
  #values: Float32Array | null = null;
  #paint: MapPaint | null = null;
  #isGrey = false;
  #listener: MapListener = NOBODY;

  constructor() {
    this.#map = new OlMap({
      controls: [],
      interactions: mapInteractions(),
      layers: [this.#similarity, this.#hits, this.#pairs, this.#drawing],
    });
    this.view = new MapView(this.#map, (scale) => this.#listener.onZoom(scale));
    this.#comparison = new ComparisonLayers(this.#map);
    this.#regions = new RegionsOnMap(this.#map);
    this.#map.addInteraction(this.#box);
    this.#box.setActive(false);
    this.#map.addInteraction(this.#square);
    this.#square.setActive(false);
    this.#polygon.addTo(this.#map);
    this.#map.on('pointermove', ({ coordinate, dragging }) => {
      // The place under the pointer moves with it.
      if (!dragging) this.#listener.onPointer(this.view.inScene(coordinate));
    });
    this.#map.getViewport()?.addEventListener('pointerleave', () => this.#listener.onPointer(null));
    this.#map.on('click', (event) => {
      const at = this.view.inScene(event.coordinate);
      if (at) this.#listener.onClick(at);
    });
    this.#box.on('boxend', () => this.#tellWindow());
    this.#map.on('loadstart', () => this.#listener.onDrawing(true));
    this.#map.on('loadend', () => this.#listener.onDrawing(false));
  }

  listen(listener: MapListener): void {
    this.#listener = listener;
  }

  /** The element must be in the document; null detaches the map. */
  setTarget(element: HTMLElement | null): void {
    this.#map.setTarget(element ?? undefined);
  }

  /**
   * Shows the layers, top layer first, in the pixel grid of the active scene; layers that cannot be related to it are not drawn. The view
   * stays on the same ground when another scene of the place becomes active; elsewhere it starts at the scene's full extent.
   */
  showScenes(active: SceneDetail | null, layers: readonly MapLayer[]): void {
    const shown = active ? layers.filter(({ scene }) => areRelated(scene, active)) : [];
    // Before the view changes: OpenLayers throws for layers that it cannot convert to the view's grid.
    for (const [id, { layer }] of this.#drawn)
      if (!shown.some(({ scene }) => scene.id === id)) {
        this.#map.removeLayer(layer);
        layer.dispose();
        this.#drawn.delete(id);
      }
    this.#scene = active;
    // The background lies in the grid of the scene before.
    this.view.activate(active, () => this.#removeBackground());
    for (const [i, each] of shown.entries()) this.#showLayer(each, -1 - i);
  }

  /** Below everything else, as long as the scene is the active one; null removes it. */
  showBackground(scene: SceneId, layer: WebGLTileLayer | null): void {
    this.#removeBackground();
    if (layer === null || this.#scene?.id !== scene) return;
    this.#background = layer;
    this.#map.addLayer(layer);
  }

  showSimilarity(cells: SimilarityCells | null, paint: MapPaint | null): void {
    const values = cells ? cells.values : null;
    if (values !== this.#values) this.#similarity.setSource(cells && similaritySource(cells));
    this.#values = values;
    // The last cells can extend beyond the edge of the scene.
    if (cells) this.#similarity.setExtent(sceneExtent(cells.scene));
    if (!cells || !paint) {
      this.#similarity.setVisible(false);
      return;
    }
    paintSimilarity(this.#similarity, this.#paint, paint);
    this.#paint = paint;
  }

  /**
   * Draws an empty map once the scenes are drawn, so that the shaders are compiled and the scene's shape is known when the first map comes.
   */
  prepareSimilarity(): void {
    this.#map.once('rendercomplete', () => {
      if (this.#scene === null || this.#values !== null) return;
      const { cells, paint } = emptyMap(this.#scene);
      this.showSimilarity(cells, paint);
      this.#map.once('rendercomplete', () => {
        if (this.#values === cells.values) this.showSimilarity(null, null);
      });
    });
  }

  /** Shows the scenes without their colours, so that those of a map stand out. */
  greyImagery(isGrey: boolean): void {
    this.#isGrey = isGrey;
    for (const { layer } of this.#drawn.values()) greyScene(layer, isGrey);
  }

  /** A map below that of the current question; null removes it. */
  showOther(id: string, shown: PaintedCells | null): void {
    const side = this.#others.get(id) ?? { layer: similarityLayer(), shown: null };
    if (shown && !this.#others.has(id)) {
      this.#others.set(id, side);
      side.layer.setZIndex(0.5);
      this.#map.addLayer(side.layer);
    }
    if (shown) showSide(side, shown);
    else if (this.#others.delete(id)) {
      this.#map.removeLayer(side.layer);
      side.layer.dispose();
    }
  }

  /** Shows two maps side by side or one map of their difference; null shows neither. */
  showComparison(comparison: Comparison | null): void {
    this.#comparison.show(comparison);
  }

  /** Makes a second map, given this one and the layers of its scenes, but for one. */
  beside<T>(without: SceneId | null, make: (map: OlMap, scenes: readonly WebGLTileLayer[]) => T): T {
    return make(
      this.#map,
      [...this.#drawn].flatMap(([id, { layer }]) => (id === without ? [] : [layer])),
    );
  }

  /** Share (0-1) of the map's width for the left map. */
  setSwipe(share: number): void {
    this.#comparison.setShare(share);
  }

  showHits(hits: readonly ShownHit[], emphasis: HitEmphasis): void {
    showHits(this.#hits, hits, emphasis);
  }

  showPairs(pairs: readonly ShownPair[]): void {
    showPairs(this.#pairs, pairs);
  }

  /** For the active scene. */
  showRegions(shown: ShownRegions): void {
    const { widthPx, heightPx } = this.#scene ?? { widthPx: 0, heightPx: 0 };
    this.#regions.show(shown, Math.max(widthPx, heightPx)).catch(reportError);
  }

  setTool(tool: MapTool): void {
    this.#box.setActive(tool === 'window');
    this.#square.setActive(tool === 'collect');
    this.#polygon.setActive(tool === 'area' || tool === 'region');
    const viewport = this.#map.getViewport();
    if (viewport) viewport.dataset.tool = tool;
  }

  /** Reloads the tiles of all scenes, because OpenLayers does not retry failed ones. */
  reload(): void {
    for (const { layer, tiles } of this.#drawn.values())
      layer.setSource(sceneSource(tiles, (message) => this.#listener.onFault(message)));
  }

  /** Adds what a panel draws when it needs it. */
  add(part: { readonly addTo: (map: OlMap) => void }): void {
    part.addTo(this.#map);
  }

  /** Outline of the area to which the query is limited. */
  showArea(area: Outline | null): void {
    this.#polygon.show(area);
  }

  #removeBackground(): void {
    if (this.#background === null) return;
    this.#map.removeLayer(this.#background);
    this.#background.dispose();
    this.#background = null;
  }

  #showLayer({ scene, style, visible, opacity, gamma }: MapLayer, zIndex: number): void {
    const onFault = (message: string): void => this.#listener.onFault(message);
    const tiles = { scene, style };
    // Reloads the tiles if the file was found again or rewritten.
    const key = `${tilesUrl(scene, style)} ${scene.missing}`;
    let drawn = this.#drawn.get(scene.id);
    if (!drawn) {
      const layer = sceneLayer(tiles, onFault);
      greyScene(layer, this.#isGrey);
      this.#comparison.clipScene(layer, scene.id);
      this.#map.addLayer(layer);
      drawn = { key, tiles, layer };
    } else if (drawn.key !== key) {
      drawn.layer.setSource(sceneSource(tiles, onFault));
      drawn = { key, tiles, layer: drawn.layer };
    }
    drawn.layer.setZIndex(zIndex);
    drawn.layer.setVisible(visible && !scene.missing);
    drawn.layer.setOpacity(opacity);
    correctScene(drawn.layer, gamma);
    this.#drawn.set(scene.id, drawn);
  }

  #tellWindow(): void {
    const scene = this.#scene;
    const win = scene && drawnWindow(scene, this.#box.getGeometry().getExtent());
    if (win) this.#listener.onWindow(win);
  }
}
