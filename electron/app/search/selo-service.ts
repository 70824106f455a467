/** Service for semantic localization as published by Yuan et al. (2022): probability maps and their metrics. */

import type { ModelId, SceneId } from '../../../core/documents/ids.ts';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import type { SeloFigures, SeloVersion } from '../../../core/documents/selo.ts';
import type { Encoder } from '../../../core/encoder.ts';
import { InvalidInput } from '../../../core/errors.ts';
import type { MaskedRgb } from '../../../core/raster/scene-reader.ts';
import { normalize } from '../../../core/search/compose-query.ts';
import { isWorthEncoding } from '../../../core/search/is-worth-encoding.ts';
import { attentionCentres } from '../../../core/selo/attention-centres.ts';
import type { ByteMap } from '../../../core/selo/byte-map.ts';
import type { Point, Polygon } from '../../../core/selo/fill-polygons.ts';
import { checkProbabilityMap, probabilityMap, probabilityMapV2 } from '../../../core/selo/probability-map.ts';
import { distinctWindows, SELO_SIZES } from '../../../core/selo/selo-grid.ts';
import { seloMap } from '../../../core/selo/selo-map.ts';
import { seloMetrics } from '../../../core/selo/selo-metrics.ts';
import { seloMapV2 } from '../../../core/selo/selo-v2.ts';
import type { Task } from '../../../core/task.ts';
import type { ModelService } from '../models/model-service.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import type { IndexService } from './index-service.ts';
import { seloV2Query } from './selo-query.ts';

const ENCODED_AT_ONCE = 16;

export type SeloRequest = {
  readonly scene: SceneId;
  readonly model: ModelId;
  readonly text: string;
  readonly version: SeloVersion;
  /** Window sizes for v1; null for the published 256, 512 and 768. Has no effect on v2. */
  readonly sizesPx: readonly number[] | null;
  /** Annotated polygons in pixels of the scene. Metrics need at least one. */
  readonly regions: readonly Polygon[];
};

export type SeloResult = {
  readonly map: ByteMap;
  readonly centres: readonly Point[];
  /** Number of windows scored. */
  readonly windows: number;
  /** Null if no regions were given. */
  readonly metrics: SeloFigures | null;
};

type ScoredMap = Pick<SeloResult, 'map' | 'windows'>;

export class SeloService {
  readonly #scenes: SceneService;
  readonly #models: ModelService;
  readonly #indexes: IndexService;

  constructor(scenes: SceneService, models: ModelService, indexes: IndexService) {
    this.#scenes = scenes;
    this.#models = models;
    this.#indexes = indexes;
  }

  /**
   * Runs v1 or v2. v1 stores its embeddings as an index, so further sentences need no pixels; v2 chooses its windows by the sentence.
   * Throws `InvalidInput` for an empty sentence, `Unsupported` for a scene too large for a probability map.
   */
  async run(request: SeloRequest, task: Task): Promise<SeloResult> {
    if (request.text.trim() === '') throw new InvalidInput('the sentence is empty');
    checkProbabilityMap(await this.#scenes.detail(request.scene));
    const { map, windows } =
      request.version === 'v1' ? await this.#mapV1(request, task) : await this.#mapV2(request, task);
    const { regions } = request;
    const centres = await attentionCentres(map, task);
    return {
      map,
      windows,
      centres,
      metrics: regions.length === 0 ? null : seloMetrics(map, regions, centres),
    };
  }

  async #mapV1({ scene, model, text, sizesPx }: SeloRequest, task: Task): Promise<ScoredMap> {
    const grid = { kind: 'selo', sizesPx: sizesPx ?? SELO_SIZES, strideShare: 1 } as const;
    await this.#indexes.build(scene, model, grid, task);
    const index = await this.#indexes.ofGrid(scene, model, grid);
    const encoder = await this.#models.encoder(model);
    const scores = index.scores(await encoder.encodeTexts([text], task.signal));
    const { widthPx, heightPx } = index.key.grid;
    const windows = distinctWindows(index.key.grid, scores);
    const map = await probabilityMap(seloMap(widthPx, heightPx, windows), task);
    return { map, windows: windows.length };
  }

  async #mapV2({ scene, model, text }: SeloRequest, task: Task): Promise<ScoredMap> {
    const encoder = await this.#models.encoder(model);
    const query = await seloV2Query(encoder, text, task.signal);
    let scored = 0;
    const scoreWindows = async (windows: readonly RasterWindow[]) => {
      const scores: number[] = [];
      for (let i = 0; i < windows.length; i += ENCODED_AT_ONCE) {
        task.report({ phase: 'encoding', done: i, total: windows.length });
        const batch = windows.slice(i, i + ENCODED_AT_ONCE);
        const pictures = [];
        for (const win of batch) pictures.push(await this.#scenes.modelViewPixels(scene, win, task.signal));
        scores.push(...(await pictureScores(encoder, query, pictures, task.signal)));
      }
      scored += scores.filter((score) => !Number.isNaN(score)).length;
      return scores;
    };
    const { widthPx, heightPx } = await this.#scenes.detail(scene);
    const map = await seloMapV2({ widthPx, heightPx }, scoreWindows);
    return { map: await probabilityMapV2(map, task), windows: scored };
  }
}

/** Cosines with the unit vector `query`; NaN for pictures that show nothing. */
async function pictureScores(
  encoder: Encoder,
  query: Float32Array,
  pictures: readonly MaskedRgb[],
  signal: AbortSignal,
): Promise<number[]> {
  const worth = pictures.map(isWorthEncoding);
  const shown = pictures.filter((_, i) => worth[i]);
  if (shown.length === 0) return pictures.map(() => Number.NaN);
  const { embeddingDim } = encoder.model;
  const embeddings = await encoder.encodeImages(shown, signal);
  let row = 0;
  return worth.map((isShown) => {
    if (!isShown) return Number.NaN;
    const start = row++ * embeddingDim;
    return dot(query, normalize(embeddings.subarray(start, start + embeddingDim)));
  });
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}
