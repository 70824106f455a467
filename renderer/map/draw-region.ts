/** Interaction that draws a polygon: a click sets a corner, a double click or Enter closes it, Backspace takes the last corner back. */
import Feature from 'ol/Feature.js';
import Polygon from 'ol/geom/Polygon.js';
import Interaction from 'ol/interaction/Interaction.js';
import type VectorLayer from 'ol/layer/Vector.js';
import type MapBrowserEvent from 'ol/MapBrowserEvent.js';
import VectorSource from 'ol/source/Vector.js';
import type { SceneSize } from '../../core/documents/scene.ts';
import type { Region } from '../../core/documents/selo.ts';
import { ringOf } from './region-layer.ts';

type Corner = readonly [number, number];

const LEAST_CORNERS = 3;
/** A double click sets a corner twice, and a hand moves a little in between. */
const SAME_CORNER_SCREEN_PX = 4;

export class DrawRegion extends Interaction {
  readonly #layer: VectorLayer;
  readonly #sizeOf: () => SceneSize | null;
  readonly #onRegion: (region: Region) => void;
  readonly #source = new VectorSource();
  #corners: Corner[] = [];

  /** `onRegion` receives corners in whole pixels of the scene. */
  constructor(layer: VectorLayer, sizeOf: () => SceneSize | null, onRegion: (region: Region) => void) {
    super({ handleEvent: (event) => this.#handle(event) });
    this.#layer = layer;
    this.#sizeOf = sizeOf;
    this.#onRegion = onRegion;
  }

  override setActive(active: boolean): void {
    super.setActive(active);
    // The constructor of the base class calls this before the fields exist.
    if (#corners in this) this.#restart();
  }

  /** False keeps the event from other interactions. */
  #handle(event: MapBrowserEvent): boolean {
    if (event.type === 'click') this.#add(event);
    else if (event.type === 'pointermove') this.#show(this.#cornerAt(event));
    else if (event.type === 'dblclick') this.#finish();
    else if (event.type === 'keydown') return this.#press(event.originalEvent);
    else return true;
    return event.type === 'pointermove';
  }

  #press(event: unknown): boolean {
    const key = event instanceof KeyboardEvent ? event.key : '';
    if (key === 'Enter') this.#finish();
    else if (key === 'Backspace') {
      this.#corners.pop();
      this.#show(null);
    } else return true;
    return false;
  }

  #add(event: MapBrowserEvent): void {
    const corner = this.#cornerAt(event);
    const last = this.#corners.at(-1);
    if (!corner || (last && isNear(last, corner, event))) return;
    this.#corners.push(corner);
    this.#show(null);
  }

  #finish(): void {
    const region = this.#corners;
    this.#restart();
    if (region.length >= LEAST_CORNERS) this.#onRegion(region);
  }

  #restart(): void {
    this.#corners = [];
    this.#show(null);
  }

  #show(pointer: Corner | null): void {
    const corners = pointer && this.#corners.length > 0 ? [...this.#corners, pointer] : this.#corners;
    this.#source.clear();
    this.#layer.setSource(this.#source);
    // An empty layer would keep its last rendering on screen.
    this.#layer.setVisible(corners.length > 0);
    if (corners.length > 0) this.#source.addFeature(new Feature(new Polygon([ringOf(corners)])));
  }

  #cornerAt({ coordinate: [x, y] }: MapBrowserEvent): Corner | null {
    const size = this.#sizeOf();
    if (!size) return null;
    const inside = (value: number, length: number): number =>
      Math.max(0, Math.min(length - 1, Math.round(value)));
    return [inside(x, size.widthPx), inside(-y, size.heightPx)];
  }
}

function isNear(a: Corner, b: Corner, { map }: MapBrowserEvent): boolean {
  const resolution = map.getView().getResolution() ?? 1;
  return Math.hypot(a[0] - b[0], a[1] - b[1]) < SAME_CORNER_SCREEN_PX * resolution;
}
