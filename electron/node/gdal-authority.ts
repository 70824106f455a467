/** CRS authority: asks PROJ through GDAL in WebAssembly, started with the first request. */

import type { SceneCrs } from '../../core/documents/scene.ts';
import { InvalidInput } from '../../core/errors.ts';
import type { CrsAuthority } from '../../core/host.ts';
import { WorkerLine } from './worker-line.ts';

/** Generous: the first request also loads 40 MB of WebAssembly and tables. */
const limitMs = 60_000;

export class GdalAuthority implements CrsAuthority {
  readonly #line: WorkerLine;
  /** Cached by the stub's bytes: scenes of one survey share their CRS. */
  readonly #described = new Map<string, Promise<SceneCrs | null>>();

  constructor(workerEntry: URL) {
    this.#line = new WorkerLine(workerEntry, limitMs);
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

  async transform(fromWkt: string, toWkt: string, points: Float64Array): Promise<Float64Array> {
    if (points.length === 0) return new Float64Array(0);
    const result = await this.#line.ask({ from: fromWkt, to: toWkt, points });
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
