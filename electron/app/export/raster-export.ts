/** Exports of maps and pictures: as GeoTIFF, as PNG with a world file, as a page. */
import { extname } from 'node:path';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import { legendLetterPx, legendPicture, paste } from '../../../core/export/legend-picture.ts';
import { mapPage } from '../../../core/export/map-page.ts';
import { mapStops } from '../../../core/export/map-style.ts';
import { paintValues } from '../../../core/export/paint-values.ts';
import { mapGridIn, type PlacedGrid, pixelGridIn } from '../../../core/export/placed-grid.ts';
import { pngAuxiliary } from '../../../core/export/png-auxiliary.ts';
import { provenanceTexts } from '../../../core/export/provenance.ts';
import { qmlStyle } from '../../../core/export/qml-style.ts';
import {
  frameAffine,
  type PictureOverlay,
  pictureBytes,
  pictureFrame,
  pictureRows,
  type SceneLook,
} from '../../../core/export/scene-picture.ts';
import { warpGrid } from '../../../core/export/warp-grid.ts';
import { worldFile } from '../../../core/export/world-file.ts';
import { writeCog } from '../../../core/export/write-cog.ts';
import type { Host } from '../../../core/host.ts';
import type { Scene } from '../../../core/raster/scene.ts';
import { checkProbabilityMap, probabilityMap } from '../../../core/selo/probability-map.ts';
import { distinctWindows } from '../../../core/selo/selo-grid.ts';
import { seloMap } from '../../../core/selo/selo-map.ts';
import type { Task } from '../../../core/task.ts';
import { PIXEL_AFFINE } from '../scenes/scene-detail.ts';
import { type ExportRequest, paintOf, probabilityPaintOf, type Written } from './export-request.ts';
import { legendOf, pageOf, sentenceOf } from './page-of.ts';
import { writeStyle } from './style-file.ts';

/** Longest edge of pictures that are not streamed to the file. */
const MOST_PICTURE_PX = 4096;
const ROWS_AT_ONCE = 256;

/** Calls its argument with the scene that the query was about, whose file stays open until that has ended. */
export type UseScene = <T>(work: (scene: Scene) => Promise<T>) => Promise<T>;

/** `using` is called only for pictures. */
export async function writeRaster(
  host: Host,
  request: ExportRequest,
  using: UseScene,
  task: Task,
): Promise<Written> {
  const { spec, place } = request;
  const isWarped = place.crs !== null && place.target !== null && place.crs.wkt !== place.target.wkt;
  if (spec.product === 'picture' && spec.format === 'cog' && !isWarped)
    return using((scene) => writeWholePicture(host, request, scene, task));
  const grid = await gridOf(request, using, task);
  const moved =
    isWarped && place.crs !== null && place.target !== null
      ? await warpGrid(host.crs, grid, place.crs, place.target, blankOf(grid))
      : grid;
  switch (spec.format) {
    case 'cog':
      return writeTiff(host, request, moved, task);
    case 'png':
      return writePng(host, request, moved);
    case 'pdf':
      return writePdf(host, request, moved);
    default:
      throw new InvalidInput(`${spec.format} is not a format for maps`);
  }
}

/** Size in pixels of what would be written in the scene's own CRS. */
export async function rasterSize(
  { spec, map, query }: ExportRequest,
  using: UseScene,
): Promise<{ readonly widthPx: number; readonly heightPx: number }> {
  if (spec.product === 'picture')
    return using(async (scene) =>
      pictureFrame(scene, spec.extent, spec.format === 'cog' ? Infinity : MOST_PICTURE_PX),
    );
  if (spec.product === 'map') return mapGridIn(map, spec.extent, PIXEL_AFFINE);
  return spec.extent ?? query.scene.description;
}

async function gridOf(request: ExportRequest, using: UseScene, task: Task): Promise<PlacedGrid> {
  const { spec, map, place } = request;
  const affine = place.affine ?? PIXEL_AFFINE;
  if (spec.product === 'picture')
    return using(async (scene) => {
      const frame = pictureFrame(scene, spec.extent, MOST_PICTURE_PX);
      const { widthPx, heightPx } = frame;
      const look = lookOf(request, scene);
      const values = await pictureBytes(scene, look, frame, overlayOf(request), task.signal);
      return { widthPx, heightPx, channels: 4, values, affine: frameAffine(affine, frame) };
    });
  const isMap = spec.product === 'map';
  const grid = isMap
    ? mapGridIn(map, spec.extent, affine)
    : pixelGridIn(await probabilityOf(request, task), spec.extent, affine);
  if (spec.values === 'raw') return grid;
  if (spec.format !== 'cog' && Math.max(grid.widthPx, grid.heightPx) > 4 * MOST_PICTURE_PX)
    throw new Unsupported(
      `${grid.widthPx} x ${grid.heightPx} pixels are too many for a picture: export the view, or a GeoTIFF`,
    );
  const paint = isMap ? paintOf(request) : probabilityPaintOf(request);
  return { ...grid, channels: 4, values: paintValues(grid.values, paint) };
}

async function probabilityOf({ query }: ExportRequest, task: Task) {
  const { grid } = query.key;
  checkProbabilityMap(grid);
  const windows = distinctWindows(grid, query.scores);
  const map = await probabilityMap(seloMap(grid.widthPx, grid.heightPx, windows), task);
  query.cells.clear(map.values);
  return map;
}

/** At full resolution, never whole in memory. */
async function writeWholePicture(
  host: Host,
  request: ExportRequest,
  scene: Scene,
  task: Task,
): Promise<Written> {
  const { path, spec, place } = request;
  const frame = pictureFrame(scene, spec.extent, Infinity);
  const rows = pictureRows(scene, lookOf(request, scene), frame, overlayOf(request), task.signal);
  const target = {
    ...{ widthPx: frame.widthPx, heightPx: frame.heightPx, sampleType: 'rgba' as const },
    ...{
      affine: place.affine && frameAffine(place.affine, frame),
      geoTags: place.geoTags,
      items: itemsOf(request),
    },
  } as const;
  const bytes = await writeCog(host, path, target, rows, task);
  return { bytes, style: null, features: null, note: null };
}

async function writeTiff(
  host: Host,
  request: ExportRequest,
  { widthPx, heightPx, channels, values, affine: placed }: PlacedGrid,
  task: Task,
): Promise<Written> {
  const { path, spec, place, context } = request;
  const sampleType = channels === 4 ? 'rgba' : values instanceof Float32Array ? 'float32' : 'uint8';
  const affine = place.affine && placed;
  const target = {
    widthPx,
    heightPx,
    sampleType,
    affine,
    geoTags: place.geoTags,
    items: itemsOf(request),
  } as const;
  const bytes = await writeCog(host, path, target, rowsOf(values, widthPx * channels), task);
  const written = { bytes, features: null };
  if (spec.values === 'rendered') return { ...written, style: null, note: null };
  const isMap = spec.product === 'map';
  const { range, threshold } = isMap ? paintOf(request) : probabilityPaintOf(request);
  const style = { ...context.style, threshold };
  return {
    ...written,
    ...(await writeStyle(host, path, qmlStyle(mapStops(style, range), context.style.opacity))),
  };
}

async function writePng(host: Host, request: ExportRequest, grid: PlacedGrid): Promise<Written> {
  const { path, place, spec } = request;
  const note = spec.legend ? await drawLegend(host, request, grid) : null;
  const bytes = await host.codecs.encodePicture(
    { widthPx: grid.widthPx, heightPx: grid.heightPx, channels: 4, pixels: bytesOf(grid) },
    'png',
  );
  const stem = path.slice(0, path.length - extname(path).length);
  const text = (name: string, content: string): Promise<void> =>
    host.storage.writeFile(name, new TextEncoder().encode(content));
  if (place.affine !== null) await text(`${stem}.pgw`, worldFile(grid.affine));
  await text(`${path}.aux.xml`, pngAuxiliary(place.target, itemsOf(request)));
  await host.storage.writeFile(path, bytes);
  return { bytes: bytes.length, style: null, features: null, note };
}

/** In the lower right corner. Returns why there is none. */
async function drawLegend(host: Host, request: ExportRequest, grid: PlacedGrid): Promise<string | null> {
  if (overlayOf(request) === null) return null;
  const letterPx = legendLetterPx(grid);
  if (letterPx === null) return 'The picture is too small for a legend.';
  const legend = { ...legendOf(request), title: sentenceOf(request) };
  const drawn = await legendPicture((text, size) => host.codecs.drawText(text, size), legend, letterPx);
  const sheet = { widthPx: grid.widthPx, heightPx: grid.heightPx, rgba: bytesOf(grid) };
  paste(sheet, drawn, sheet.widthPx - drawn.widthPx - letterPx, sheet.heightPx - drawn.heightPx - letterPx);
  return null;
}

async function writePdf(host: Host, request: ExportRequest, grid: PlacedGrid): Promise<Written> {
  const picture = { widthPx: grid.widthPx, heightPx: grid.heightPx, rgba: bytesOf(grid) };
  const page = await pageOf(host, request, picture, grid.affine);
  const bytes = await mapPage(host.codecs, page);
  await host.storage.writeFile(request.path, bytes);
  return { bytes: bytes.length, style: null, features: null, note: null };
}

function overlayOf(request: ExportRequest): PictureOverlay | null {
  const { context, map, spec } = request;
  const { visible, opacity } = context.style;
  return visible ? { map, paint: paintOf(request), opacity, isOverGrey: spec.greyImagery } : null;
}

function lookOf({ context }: ExportRequest, { description }: Scene): SceneLook {
  return { rendering: context.rendering ?? description.defaultView, gamma: context.gamma };
}

/** GDAL metadata. */
function itemsOf({ spec, map, provenance }: ExportRequest): Readonly<Record<string, string>> {
  const items = provenanceTexts(provenance);
  if (spec.product === 'picture') return { ...items, product: 'picture' };
  const colours = spec.values === 'rendered' ? ', in colours' : '';
  if (spec.product === 'probability') return { ...items, product: `SeLo probability map (0-255)${colours}` };
  return { ...items, product: `similarity map (cosine)${colours}`, cell_px: String(map.cellPx) };
}

/** Of pixels outside of the source. */
function blankOf({ channels, values }: PlacedGrid): number {
  return channels === 1 && values instanceof Float32Array ? Number.NaN : 0;
}

function bytesOf({ values }: PlacedGrid): Uint8Array {
  if (values instanceof Float32Array) throw new InvalidInput('scores have no colours of their own');
  return values;
}

function* rowsOf<T extends Float32Array | Uint8Array>(values: T, rowLength: number): Generator<T> {
  for (let at = 0; at < values.length; at += ROWS_AT_ONCE * rowLength)
    yield values.subarray(at, at + ROWS_AT_ONCE * rowLength) as T;
}
