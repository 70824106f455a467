/** The data plane: tiles, thumbnails, maps and exported files by URL. */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { InvalidInput, NotFound } from '../../../core/errors.ts';
import { readTile, sceneTileGrid } from '../../../core/raster/read-tile.ts';
import type { PairId } from '../../../core/rpc/dataset-documents.ts';
import type { BandRendering, DatasetId, ModelId, QueryId, SceneId } from '../../../core/rpc/documents.ts';
import { parseRenderingKey } from '../../../core/rpc/rendering-key.ts';
import type { RgbImage } from '../../../core/tensor/rgb-image.ts';
import { resizeAndCrop } from '../../../models/preprocess/resize-crop.ts';
import type { BulkRequest, BulkResponse } from '../core.ts';
import type { Services } from './create-services.ts';

const TILE = /^\/tiles\/([\w-]+)\/([^/]+)\/(\d+)\/(\d+)\/(\d+)$/;
const MAP = /^\/data\/map\/([\w-]+)$/;
const WINDOW = /^\/data\/window\/([\w-]+)\/([^/]+)\/(\d+)\/(\d+)\/(\d+)\/(\d+)$/;
const MODEL_VIEW = /^\/data\/model-view\/([\w-]+)\/([\w.-]+)\/(\d+)\/(\d+)\/(\d+)\/(\d+)$/;
const PAIR = /^\/data\/pair\/([\w-]+)\/([\w-]+)$/;
const EXPORT = /^\/data\/export\/([^/]+)$/;
const EXPORTED_TYPES: Readonly<Record<string, string>> = {
  '.tif': 'image/tiff',
  '.zip': 'application/zip',
};
const THUMBNAIL_PX = 192;
const DAY = 'private, max-age=86400';

/** Never throws: faults become a status and a line of text. */
export async function answerBulk(services: Services, request: BulkRequest): Promise<BulkResponse> {
  try {
    return await route(services, request);
  } catch (error) {
    const status =
      error instanceof NotFound
        ? 404
        : error instanceof InvalidInput || error instanceof URIError
          ? 400
          : 500;
    return text(
      request.signal.aborted ? 503 : status,
      error instanceof Error ? error.message : String(error),
    );
  }
}

async function route(services: Services, { path, signal }: BulkRequest): Promise<BulkResponse> {
  const [tile, map, win, modelView, file, pair] = [TILE, MAP, WINDOW, MODEL_VIEW, EXPORT, PAIR].map(
    (pattern) => pattern.exec(path),
  );
  if (tile) {
    const [, scene, rendering, z, x, y] = tile;
    return sceneTile(services, scene as SceneId, rendering!, [Number(z), Number(x), Number(y)], signal);
  }
  if (map) return floats(services.queries.ran(map[1] as QueryId).map.values);
  if (win) {
    const style = parseRenderingKey(decodeURIComponent(win[2]!));
    return thumbnail(services, win[1] as SceneId, style, numbers(win, 3), signal);
  }
  if (modelView) {
    const pixels = await services.scenes.modelViewPixels(
      modelView[1] as SceneId,
      windowOf(numbers(modelView, 3)),
      signal,
    );
    const { imageSizePx } = await services.models.identity(modelView[2] as ModelId);
    return picture(services, squareCrop(pixels, imageSizePx), 'png', 'no-store');
  }
  if (pair) return pairThumbnail(services, pair[1] as DatasetId, pair[2] as PairId);
  if (file) return exportedFile(services, decodeURIComponent(file[1]!));
  return text(404, 'there is nothing at this address');
}

async function sceneTile(
  { scenes, pictures }: Services,
  id: SceneId,
  rendering: string,
  [z, x, y]: readonly [number, number, number],
  signal: AbortSignal,
): Promise<BulkResponse> {
  const scene = await scenes.scene(id);
  const style = parseRenderingKey(decodeURIComponent(rendering));
  const { widthPx, heightPx, rgba } = await readTile(scene, sceneTileGrid(scene), style, z, x, y, signal);
  const body = await pictures.encode({ widthPx, heightPx, channels: 4, pixels: rgba }, 'webp');
  return { status: 200, headers: { 'content-type': 'image/webp', 'cache-control': DAY }, body };
}

async function thumbnail(
  services: Services,
  id: SceneId,
  style: BandRendering,
  win: readonly number[],
  signal: AbortSignal,
): Promise<BulkResponse> {
  const pixels = await services.scenes.renderedPixels(id, style, windowOf(win), signal);
  return picture(services, squareCrop(pixels, THUMBNAIL_PX), 'jpeg', DAY);
}

async function pairThumbnail(services: Services, id: DatasetId, pair: PairId): Promise<BulkResponse> {
  const path = services.datasets.imagePath(id, await services.datasets.pair(id, pair));
  const pixels = await services.pictures.decode(await readFile(path), path);
  return picture(services, squareCrop(pixels, THUMBNAIL_PX), 'jpeg', DAY);
}

async function picture(
  { pictures }: Services,
  { widthPx, heightPx, rgb }: RgbImage,
  format: 'jpeg' | 'png',
  cache: string,
): Promise<BulkResponse> {
  const body = await pictures.encode({ widthPx, heightPx, channels: 3, pixels: rgb }, format);
  return { status: 200, headers: { 'content-type': `image/${format}`, 'cache-control': cache }, body };
}

/** As the model's preprocessing does: shorter edge to `sizePx`, centre crop. */
function squareCrop(image: RgbImage, sizePx: number): RgbImage {
  const rgb = new Uint8Array(sizePx * sizePx * 3);
  resizeAndCrop(image, sizePx, rgb);
  return { widthPx: sizePx, heightPx: sizePx, rgb };
}

async function exportedFile({ exports }: Services, name: string): Promise<BulkResponse> {
  const body = await exports.read(name);
  return {
    status: 200,
    headers: {
      'content-type': EXPORTED_TYPES[extname(name)] ?? 'application/geo+json',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      'cache-control': 'no-store',
    },
    body,
  };
}

function floats(values: Float32Array): BulkResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' },
    body: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  };
}

function text(status: BulkResponse['status'], line: string): BulkResponse {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
    body: new TextEncoder().encode(line),
  };
}

function numbers(match: RegExpExecArray, from: number): readonly number[] {
  return match.slice(from).map(Number);
}

function windowOf([col, row, widthPx, heightPx]: readonly number[]) {
  return { col: col!, row: row!, widthPx: widthPx!, heightPx: heightPx! };
}
