/** The data plane: tiles, thumbnails, maps and exported files by URL. */
import { extname } from 'node:path';
import type { PairId } from '../../../core/documents/dataset.ts';
import type { DatasetId, ModelId, QueryId, SceneId } from '../../../core/documents/ids.ts';
import type { BandRendering } from '../../../core/documents/scene.ts';
import type { DifferenceMeasure } from '../../../core/documents/search.ts';
import { InvalidInput, NotFound } from '../../../core/errors.ts';
import { readTile, sceneTileGrid } from '../../../core/raster/read-tile.ts';
import type { Scene } from '../../../core/raster/scene.ts';
import type { RgbImage } from '../../../core/tensor/rgb-image.ts';
import { parseRenderingKey } from '../../../core/urls/rendering-key.ts';
import { resizeAndCrop } from '../../../models/preprocess/resize-crop.ts';
import { contentDigits } from '../scenes/scene-detail.ts';
import type { BulkRequest, BulkResponse } from './core.ts';
import type { Services } from './create-services.ts';

const TILE = /^\/tiles\/([\w-]+)\/(\w+)\/([^/]+)\/(\d+)\/(\d+)\/(\d+)$/;
const MAP = /^\/data\/map\/([\w-]+)$/;
const DIFFERENCE = /^\/data\/difference\/([\w-]+)\/([\w-]+)\/(cosine|percentile)$/;
const WINDOW = /^\/data\/window\/([\w-]+)\/(\w+)\/([^/]+)\/(\d+)\/(\d+)\/(\d+)\/(\d+)$/;
const MODEL_VIEW = /^\/data\/model-view\/([\w-]+)\/([\w.-]+)\/(\d+)\/(\d+)\/(\d+)\/(\d+)$/;
const PAIR = /^\/data\/pair\/([\w-]+)\/([\w-]+)$/;
const SENT = /^\/data\/sent\/([\w-]+)\/([\w-]+)$/;
const EXPORT = /^\/data\/export\/([^/]+)$/;
const EXPORTED_TYPES: Readonly<Record<string, string>> = {
  '.tif': 'image/tiff',
  '.zip': 'application/zip',
  '.qml': 'application/xml',
};
const THUMBNAIL_PX = 192;
const DAY = 'private, max-age=86400';

/** A scene by its id, and the content that the page takes it to have. */
type NamedContent = { readonly id: SceneId; readonly content: string };

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
  const [tile, map, win, modelView, file, pair, sent] = [
    TILE,
    MAP,
    WINDOW,
    MODEL_VIEW,
    EXPORT,
    PAIR,
    SENT,
  ].map((pattern) => pattern.exec(path));
  if (tile) {
    const scene = { id: tile[1] as SceneId, content: tile[2]! };
    return sceneTile(services, scene, styleOf(tile[3]!), numbers(tile, 4), signal);
  }
  if (map) return floats(services.queries.ran(map[1] as QueryId).map.values);
  const difference = DIFFERENCE.exec(path);
  if (difference) {
    const [, a, b, measure] = difference;
    return floats(
      services.queries.difference(a as QueryId, b as QueryId, measure as DifferenceMeasure).values,
    );
  }
  if (win) {
    const scene = { id: win[1] as SceneId, content: win[2]! };
    return thumbnail(services, scene, styleOf(win[3]!), numbers(win, 4), signal);
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
  if (sent) return sentPicture(services, sent[1] as DatasetId, sent[2] as PairId);
  if (file) return exportedFile(services, decodeURIComponent(file[1]!));
  return text(404, 'there is nothing at this address');
}

async function sceneTile(
  { scenes, pictures }: Services,
  asked: NamedContent,
  style: BandRendering,
  [z, x, y]: readonly number[],
  signal: AbortSignal,
): Promise<BulkResponse> {
  const scene = await scenes.scene(asked.id);
  const grid = sceneTileGrid(scene);
  const { widthPx, heightPx, rgba } = await readTile(scene, grid, style, z!, x!, y!, signal);
  const body = await pictures.encode({ widthPx, heightPx, channels: 4, pixels: rgba }, 'webp');
  const headers = { 'content-type': 'image/webp', 'cache-control': keeping(asked, scene) };
  return { status: 200, headers, body };
}

async function thumbnail(
  services: Services,
  asked: NamedContent,
  style: BandRendering,
  win: readonly number[],
  signal: AbortSignal,
): Promise<BulkResponse> {
  const scene = await services.scenes.scene(asked.id);
  const pixels = await services.scenes.renderedPixels(asked.id, style, windowOf(win), signal);
  return picture(services, squareCrop(pixels, THUMBNAIL_PX), 'jpeg', keeping(asked, scene));
}

/** A page that has not heard yet that the file was rewritten asks for what is no longer there. */
function keeping({ content }: NamedContent, { description }: Scene): string {
  return content === contentDigits(description) ? DAY : 'no-store';
}

async function pairThumbnail(services: Services, id: DatasetId, pair: PairId): Promise<BulkResponse> {
  const path = services.datasets.imagePath(id, await services.datasets.pair(id, pair));
  const pixels = await services.pictures.read(path);
  return picture(services, squareCrop(pixels, THUMBNAIL_PX), 'jpeg', DAY);
}

/** What the caption assistant would send of it. */
async function sentPicture(services: Services, id: DatasetId, pair: PairId): Promise<BulkResponse> {
  const body = await services.captions.picture(id, await services.datasets.pair(id, pair));
  return { status: 200, headers: { 'content-type': 'image/jpeg', 'cache-control': 'no-store' }, body };
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

function styleOf(segment: string): BandRendering {
  return parseRenderingKey(decodeURIComponent(segment));
}

function numbers(match: RegExpExecArray, from: number): readonly number[] {
  return match.slice(from).map(Number);
}

function windowOf([col, row, widthPx, heightPx]: readonly number[]) {
  return { col: col!, row: row!, widthPx: widthPx!, heightPx: heightPx! };
}
