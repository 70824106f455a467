/** Answers to URLs: tiles, thumbnails, maps and exported files. */
import { EXPORT_FORMATS } from '../../../core/documents/export-products.ts';
import type { WebBackground } from '../../../core/documents/web.ts';
import { InvalidInput, NotFound } from '../../../core/errors.ts';
import type { Scene } from '../../../core/raster/scene.ts';
import { sceneNumber } from '../../../core/team/scene-number.ts';
import type { RgbImage } from '../../../core/tensor/rgb-image.ts';
import {
  BACKGROUND_TILE_PX,
  type BackgroundAddress,
  parseBackgroundUrl,
} from '../../../core/urls/background-url.ts';
import { parseChangeUrl } from '../../../core/urls/change-url.ts';
import { parseDifferenceUrl } from '../../../core/urls/difference-url.ts';
import {
  type EvaluationPictureAddress,
  parseEvaluationPictureUrl,
} from '../../../core/urls/evaluation-picture-url.ts';
import { parseEvaluationWholeUrl } from '../../../core/urls/evaluation-whole-url.ts';
import { parseExportUrl } from '../../../core/urls/export-url.ts';
import { parseLookUrl } from '../../../core/urls/look-url.ts';
import { parseMapUrl } from '../../../core/urls/map-url.ts';
import { type ModelViewAddress, parseModelViewUrl } from '../../../core/urls/model-view-url.ts';
import { type PairAddress, parsePairUrl, parseSentPictureUrl } from '../../../core/urls/pair-url.ts';
import { parsePhraseUrl } from '../../../core/urls/phrase-url.ts';
import { parseSeloUrl } from '../../../core/urls/selo-url.ts';
import { parseSharpenedUrl } from '../../../core/urls/sharpened-url.ts';
import { parseTeamWindowUrl, type TeamWindowAddress } from '../../../core/urls/team-window-url.ts';
import { parseTileUrl, type TileAddress } from '../../../core/urls/tile-url.ts';
import { parseWindowUrl, type WindowAddress } from '../../../core/urls/window-url.ts';
import { resizeAndCrop } from '../../../models/preprocess/resize-crop.ts';
import { plainName } from '../export/export-files.ts';
import { contentDigits } from '../scenes/scene-detail.ts';
import type { BulkRequest, BulkResponse } from './core.ts';
import type { Services } from './create-services.ts';
import { fitPicture } from './fit-picture.ts';

/** Media types of exported files, by the ending of the name. */
const EXPORTED_TYPES: readonly (readonly [ending: string, mediaType: string])[] = [
  ...Object.values(EXPORT_FORMATS).map(({ ending, mediaType }) => [`.${ending}`, mediaType] as const),
  ['.qml', 'application/xml'],
  ['.zip', 'application/zip'],
  ['.html', 'text/html; charset=utf-8'],
  ['.json', 'application/json'],
  ['.csv', 'text/csv; charset=utf-8'],
];
const THUMBNAIL_PX = 192;
/** Longer edge of a picture that is shown by itself. */
const WHOLE_PX = 1024;
const DAY = 'private, max-age=86400';

/** Never throws: errors become a status and a line of text. */
export async function answerBulk(
  services: Services,
  request: BulkRequest,
  background: () => WebBackground | null = () => null,
): Promise<BulkResponse> {
  try {
    const ofBackground = parseBackgroundUrl(request.path);
    if (ofBackground !== null)
      return await backgroundTile(services, background(), ofBackground, request.signal);
    return await answerOf(services, request);
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

type Answer<Address> = (services: Services, address: Address, signal: AbortSignal) => Promise<BulkResponse>;
type Route = (services: Services, request: BulkRequest) => Promise<BulkResponse> | null;

/** The first route whose parser accepts the address answers it. */
const ROUTES: readonly Route[] = [
  route(parseTileUrl, sceneTile),
  route(parseWindowUrl, thumbnail),
  route(parseTeamWindowUrl, teamThumbnail),
  route(parseMapUrl, async ({ queries }, { query }) => floats(queries.ran(query).map.values)),
  route(parseSharpenedUrl, async ({ sharpening }, address) => floats(sharpening.map(address).values)),
  route(parsePhraseUrl, async ({ phraseMaps }, { key }) => floats(phraseMaps.map(key).values)),
  route(parseSeloUrl, async ({ seloAnswers }, { query, version }) =>
    floats(seloAnswers.map(query, version).values),
  ),
  route(parseLookUrl, async ({ firstLooks }, { id }) => floats(firstLooks.map(id).values)),
  route(parseDifferenceUrl, async ({ queries }, { a, b, measure }) =>
    floats(queries.difference(a, b, measure).values),
  ),
  route(parseChangeUrl, async ({ changes }, { id, kind }) => floats(changes.map(id, kind).values)),
  route(parseModelViewUrl, modelView),
  route(parsePairUrl, pairThumbnail),
  route(parseSentPictureUrl, sentPicture),
  route(parseEvaluationPictureUrl, evaluationPicture),
  route(parseEvaluationWholeUrl, evaluationWhole),
  route(parseExportUrl, exportedFile),
];

function route<Address>(parse: (path: string) => Address | null, answer: Answer<Address>): Route {
  return (services, { path, signal }) => {
    const address = parse(path);
    return address === null ? null : answer(services, address, signal);
  };
}

async function answerOf(services: Services, request: BulkRequest): Promise<BulkResponse> {
  for (const tryRoute of ROUTES) {
    const answer = tryRoute(services, request);
    if (answer !== null) return answer;
  }
  return text(404, 'nothing found at this address');
}

async function sceneTile(
  { tiles }: Services,
  address: TileAddress,
  signal: AbortSignal,
): Promise<BulkResponse> {
  const { body, mediaType, scene } = await tiles.tile(address, signal);
  const headers = { 'content-type': mediaType, 'cache-control': cachingFor(address.scene.content, scene) };
  return { status: 200, headers, body };
}

async function backgroundTile(
  { backgrounds, pictures }: Services,
  background: WebBackground | null,
  address: BackgroundAddress,
  signal: AbortSignal,
): Promise<BulkResponse> {
  const pixels = await backgrounds.tile(background, address, signal);
  if (pixels === null) return { status: 204, headers: {}, body: new Uint8Array() };
  const sizePx = { widthPx: BACKGROUND_TILE_PX, heightPx: BACKGROUND_TILE_PX };
  const body = await pictures.encode({ ...sizePx, channels: 4, pixels }, 'webp');
  return { status: 200, headers: { 'content-type': 'image/webp', 'cache-control': 'no-store' }, body };
}

async function thumbnail(
  services: Services,
  { scene: { id, content }, rendering, window }: WindowAddress,
  signal: AbortSignal,
): Promise<BulkResponse> {
  const scene = await services.scenes.scene(id);
  const pixels = await services.scenes.renderedPixels(id, rendering, window, signal);
  return picture(services, squareCrop(pixels, THUMBNAIL_PX), 'jpeg', cachingFor(content, scene));
}

/** Opens the scene if it is not open yet, where this machine reaches it. */
async function teamThumbnail(
  services: Services,
  { key, window }: TeamWindowAddress,
  signal: AbortSignal,
): Promise<BulkResponse> {
  const path = await (await services.team.room()).pathOf(sceneNumber(key));
  const id = await services.scenes.openUnlisted(path);
  const { defaultStyle } = await services.scenes.detail(id);
  const pixels = await services.scenes.renderedPixels(id, defaultStyle, window, signal);
  return picture(services, squareCrop(pixels, THUMBNAIL_PX), 'jpeg', 'no-store');
}

async function modelView(
  services: Services,
  { scene, model, window }: ModelViewAddress,
  signal: AbortSignal,
): Promise<BulkResponse> {
  const pixels = await services.scenes.modelViewPixels(scene, window, signal);
  const { imageSizePx } = await services.models.identity(model);
  return picture(services, squareCrop(pixels, imageSizePx), 'png', 'no-store');
}

/** `no-store` when the page does not know yet that the file was rewritten. */
function cachingFor(content: string, { description }: Scene): string {
  return content === contentDigits(description) ? DAY : 'no-store';
}

async function pairThumbnail(services: Services, { dataset, pair }: PairAddress): Promise<BulkResponse> {
  const path = services.datasets.imagePath(dataset, await services.datasets.pair(dataset, pair));
  const pixels = await services.pictures.read(path);
  return picture(services, squareCrop(pixels, THUMBNAIL_PX), 'jpeg', DAY);
}

async function evaluationPicture(
  services: Services,
  { evaluation, picture: number }: EvaluationPictureAddress,
): Promise<BulkResponse> {
  const pixels = await services.pictures.read(await services.evaluations.picture(evaluation, number));
  return picture(services, squareCrop(pixels, THUMBNAIL_PX), 'jpeg', DAY);
}

async function evaluationWhole(
  services: Services,
  { evaluation, picture: number }: EvaluationPictureAddress,
): Promise<BulkResponse> {
  const pixels = await services.pictures.read(await services.evaluations.picture(evaluation, number));
  return picture(services, fitPicture(pixels, WHOLE_PX), 'jpeg', DAY);
}

async function sentPicture(
  { captions, datasets }: Services,
  { dataset, pair }: PairAddress,
): Promise<BulkResponse> {
  const body = await captions.picture(dataset, await datasets.pair(dataset, pair));
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

/** Resizes the shorter edge to `sizePx` and crops the centre, as the model's preprocessing does. */
function squareCrop(image: RgbImage, sizePx: number): RgbImage {
  const rgb = new Uint8Array(sizePx * sizePx * 3);
  resizeAndCrop(image, sizePx, rgb);
  return { widthPx: sizePx, heightPx: sizePx, rgb };
}

async function exportedFile(
  { exports }: Services,
  { name }: { readonly name: string },
): Promise<BulkResponse> {
  const body = await exports.read(name);
  return {
    status: 200,
    headers: {
      'content-type':
        EXPORTED_TYPES.find(([ending]) => name.endsWith(ending))?.[1] ?? 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(plainName(name))}`,
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
