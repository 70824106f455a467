/** CRS authority: asks PROJ through GDAL in WebAssembly, started with the first request. */

import type { SceneCrs } from '../../core/documents/scene.ts';
import { InvalidInput } from '../../core/errors.ts';
import { mostCoordinate } from '../../core/geo/check-place.ts';
import { geoStub } from '../../core/geo/geo-stub.ts';
import { noGeoTags } from '../../core/geo/geo-tags.ts';
import type { CrsAuthority } from '../../core/host.ts';
import { WorkerLine } from './worker-line.ts';

/** Time limit. A request takes milliseconds, but PROJ may loop on damaged input, and all scenes wait for the one worker. */
const limitMs = 5_000;
/** Points per request, so that a long list stays far below the limit: ten thousand points take about ten milliseconds. */
const pointsAtOnce = 20_000;

export class GdalAuthority implements CrsAuthority {
  readonly #line: WorkerLine;
  /** Cached by the stub's bytes: scenes of one survey share their CRS. */
  readonly #described = new Map<string, Promise<SceneCrs | null>>();
  readonly #named = new Map<string, Promise<Uint8Array>>();

  constructor(workerEntry: URL) {
    this.#line = new WorkerLine(workerEntry, limitMs);
  }

  /** Loads PROJ before anything is asked, which takes seconds. What fails here is tried again by the first request. */
  startAhead(): void {
    this.named('EPSG:4326').catch(() => undefined);
  }

  describe(geoStub: Uint8Array): Promise<SceneCrs | null> {
    const key = Buffer.from(geoStub).toString('latin1');
    const known = this.#described.get(key);
    if (known !== undefined) return known;
    const asked = this.#ask(geoStub);
    this.#described.set(key, asked);
    asked.catch(() => this.#described.delete(key));
    return asked;
  }

  named(text: string): Promise<Uint8Array> {
    const known = this.#named.get(text);
    if (known !== undefined) return known;
    const asked = this.#name(text);
    this.#named.set(text, asked);
    asked.catch(() => this.#named.delete(text));
    return asked;
  }

  async transform(fromWkt: string, toWkt: string, points: Float64Array): Promise<Float64Array> {
    const out = new Float64Array(points.length);
    for (let at = 0; at < points.length; at += 2 * pointsAtOnce)
      out.set(await this.#transformPiece(fromWkt, toWkt, points.slice(at, at + 2 * pointsAtOnce)), at);
    return out;
  }

  async #name(text: string): Promise<Uint8Array> {
    const tiff = await this.#line.ask({ named: text, stub: geoStub(noGeoTags) });
    if (!(tiff instanceof Uint8Array)) throw new InvalidInput('the CRS authority returned no GeoTIFF');
    return tiff;
  }

  async #transformPiece(from: string, to: string, points: Float64Array): Promise<Float64Array> {
    // With some of these, PROJ takes seconds, minutes or for ever.
    if (points.some((value) => !(Math.abs(value) <= mostCoordinate)))
      throw new InvalidInput(`coordinates beyond ${mostCoordinate} cannot be transformed`);
    const result = await this.#line.ask({ from, to, points });
    if (!(result instanceof Float64Array) || result.length !== points.length)
      throw new InvalidInput(`the CRS authority returned a wrong number of points for ${points.length / 2}`);
    return result;
  }

  close(): Promise<void> {
    return this.#line.close();
  }

  async #ask(geoStub: Uint8Array): Promise<SceneCrs | null> {
    // gdal-worker.mjs returns a SceneCrs.
    return (await this.#line.ask({ describe: geoStub })) as SceneCrs | null;
  }
}
