/** Opening a raster file as a scene: checks, CRS, band statistics. */

import type { ByteSource } from '../byte-source.ts';
import { joinBytes } from '../bytes/join.ts';
import type { SceneCrs, ValueRange } from '../documents/scene.ts';
import { fileNameOf } from '../documents/web.ts';
import { InvalidInput } from '../errors.ts';
import { checkCorners, checkGeoTags } from '../geo/check-place.ts';
import { datumShiftNote } from '../geo/datum-shift.ts';
import { footprint } from '../geo/footprint.ts';
import { geoStub } from '../geo/geo-stub.ts';
import { affineFromGeoTags, hasControlPoints, isPixelIsPoint } from '../geo/geo-tags.ts';
import { groundResolutionM } from '../geo/ground-resolution.ts';
import type { Host } from '../host.ts';
import type { Task } from '../task.ts';
import { BlockCache } from './block-cache.ts';
import { valuesByBand } from './gdal-metadata.ts';
import { defaultModelView } from './model-view.ts';
import { crsOnly, placeTags } from './place-tags.ts';
import { openRaster, type Raster } from './raster.ts';
import { sampleRanges } from './sample-ranges.ts';
import type { Scene, SceneBand, SceneDescription } from './scene.ts';
import { type PreviewStore, ScenePreview } from './scene-preview.ts';
import { spectralRoles } from './spectral-role.ts';
import type { TiffImage } from './tiff-image.ts';

/** Room for two rows of map tiles from a striped file 20,000 pixels wide. */
const cacheBytes = 256 << 20;
const caches = new WeakMap<Host, BlockCache>();
const identityBytes = 65_536;

/**
 * Opens the file at `path`; `previews` stores coarse levels between sessions; `chosenCrs` names the CRS of a file that states none. Throws `InvalidInput` (damaged file), `Unsupported`
 * (codec or sample type) or `NotFound`, each naming the file and the reason.
 */
export async function openScene(
  host: Host,
  path: string,
  task: Task,
  previews: PreviewStore | null = null,
  chosenCrs: string | null = null,
): Promise<Scene> {
  const { signal } = task;
  task.report({ phase: 'opening', done: 0, total: 3 });
  const opened = await openRaster(host, { codecs: host.codecs, cache: blockCacheOf(host) }, path, signal);
  try {
    const { raster, nodata } = await withSidecars(host, opened, path, chosenCrs);
    const ranges = await bandRanges(raster, task);
    task.report({ phase: 'opening', done: 1, total: 3 });
    const identity = await contentIdentity(host, raster, nodata);
    const place = await placeOnEarth(host, raster).catch((error: unknown) => {
      throw named(error, raster.source.name);
    });
    task.report({ phase: 'opening', done: 2, total: 3 });
    const preview = new ScenePreview(raster, identity.replaceAll(/[^\w.-]/g, '_'), previews);
    const scene: Scene = {
      description: describeScene(raster, path, identity, ranges, place),
      raster,
      preview,
      close: () => {
        preview.close();
        return raster.close();
      },
    };
    task.report({ phase: 'opening', done: 3, total: 3 });
    return scene;
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** The raster with what the files beside it say, and the nodata value that is not in the file itself. */
async function withSidecars(
  host: Host,
  raster: Raster,
  path: string,
  chosenCrs: string | null,
): Promise<{ readonly raster: Raster; readonly nodata: number | null }> {
  const { geoTags, nodata, notes } = await placeTags(host, path, raster.geoTags, chosenCrs);
  const withNodata = (image: TiffImage): TiffImage => (nodata === null ? image : { ...image, nodata });
  const levels = raster.levels.map((level) => ({ ...level, image: withNodata(level.image) }));
  return { raster: { ...raster, geoTags, levels, warnings: [...raster.warnings, ...notes] }, nodata };
}

/** The cache shared by all scenes of a host, so that the memory limit is independent of the number of scenes. */
function blockCacheOf(host: Host): BlockCache {
  const known = caches.get(host);
  if (known !== undefined) return known;
  const cache = new BlockCache(cacheBytes, (block) => host.codecs.reuse(block));
  caches.set(host, cache);
  return cache;
}

async function bandRanges(raster: Raster, task: Task): Promise<readonly ValueRange[]> {
  const { image } = raster.levels[0];
  if (image.sampleType !== 'uint8') return sampleRanges(raster, task);
  return raster.roles.map(() => ({ min: 0, max: 2 ** image.bitsPerSample - 1 }));
}

function describeScene(
  raster: Raster,
  path: string,
  identity: string,
  ranges: readonly ValueRange[],
  place: Place,
): SceneDescription {
  const { image, mask } = raster.levels[0];
  const name = fileNameOf(path);
  const bands = describeBands(raster, ranges, name);
  return {
    path,
    name,
    identity,
    fileBytes: raster.source.sizeBytes,
    widthPx: image.widthPx,
    heightPx: image.heightPx,
    bands,
    sampleType: image.sampleType,
    bitsPerSample: image.bitsPerSample,
    nodata: image.nodata,
    hasMask: mask !== null,
    compression: image.codecName,
    tiled: image.tiled,
    blockWidthPx: image.blockWidthPx,
    blockHeightPx: image.blockHeightPx,
    overviews: raster.levels
      .slice(1)
      .map((level) => ({ widthPx: level.image.widthPx, heightPx: level.image.heightPx })),
    ...place,
    defaultView: defaultModelView(image, bands, ranges),
    items: raster.items.map(({ name, band, value }) => ({ name, band, value })),
    warnings: [...raster.warnings, ...place.warnings],
  };
}

function describeBands(
  raster: Raster,
  ranges: readonly ValueRange[],
  fileName: string,
): readonly SceneBand[] {
  const described = valuesByBand(raster.items, 'description');
  const names = raster.roles.map((_, band) => described.get(band) ?? '');
  const measures = spectralRoles(names, raster.roles, raster.items, fileName);
  return raster.roles.map((role, band) => ({
    name: names[band] === '' ? nameOf(role, band) : names[band],
    role,
    measures: measures[band],
    range: ranges[band],
  }));
}

function nameOf(role: SceneBand['role'], band: number): string {
  return role === 'other' ? `Band ${band + 1}` : `${role[0].toUpperCase()}${role.slice(1)}`;
}

/** Adds the file's name, which PROJ and GDAL do not know. */
function named(error: unknown, name: string): unknown {
  if (!(error instanceof InvalidInput) || error.message.startsWith(name)) return error;
  return new InvalidInput(
    `${name}: its coordinate reference system cannot be used: ${error.message}; assign one, for example with gdal_edit.py -a_srs`,
    { cause: error },
  );
}

type Place = Pick<
  Scene['description'],
  'affine' | 'pixelIsPoint' | 'crs' | 'footprint' | 'metresPerPixel' | 'warnings'
>;

async function placeOnEarth(host: Host, raster: Raster): Promise<Place> {
  const { geoTags, levels } = raster;
  const { widthPx, heightPx } = levels[0].image;
  checkGeoTags(geoTags, raster.source.name);
  const affine = affineFromGeoTags(geoTags);
  if (affine !== null) checkCorners(affine, widthPx, heightPx, raster.source.name);
  const pixelIsPoint = isPixelIsPoint(geoTags);
  const crs = geoTags.keyDirectory === null ? null : await host.crs.describe(geoStub(crsOnly(geoTags)));
  const warnings = placeWarnings(affine !== null, crs, hasControlPoints(geoTags));
  if (crs === null || affine === null)
    return { affine, pixelIsPoint, crs, footprint: null, metresPerPixel: null, warnings };
  const outline = await footprint(host.crs, crs.wkt, affine, widthPx, heightPx);
  const shift = datumShiftNote(crs, outline === null ? null : outline[0]);
  if (shift !== null) warnings.push(shift);
  const metresPerPixel = await groundResolutionM(host.crs, crs.wkt, affine, widthPx, heightPx);
  if (outline === null)
    warnings.push(`Parts of the scene cannot be converted from ${crs.name} to longitude and latitude.`);
  return { affine, pixelIsPoint, crs, footprint: outline, metresPerPixel, warnings };
}

function placeWarnings(hasAffine: boolean, crs: SceneCrs | null, controlPoints: boolean): string[] {
  if (controlPoints)
    return [
      'The file is georeferenced by ground control points that no affine fits (fewer than three, or on a line); it is shown in pixel coordinates. Warp it first, for example with gdalwarp.',
    ];
  if (!hasAffine) return ['The file is not georeferenced; it is shown in pixel coordinates.'];
  if (crs === null)
    return ['The file names no coordinate reference system; its coordinates are shown as they are.'];
  return [];
}

/** SHA-256 over the file, the mask file and the nodata value beside it, where there are any, in lower-case hex. */
async function contentIdentity(host: Host, raster: Raster, nodata: number | null): Promise<string> {
  const sources = new Set([raster.source, raster.levels[0].mask?.source ?? raster.source]);
  const parts: Uint8Array[] = nodata === null ? [] : [new TextEncoder().encode(`nodata ${nodata} `)];
  for (const source of sources) parts.push(...(await contentSample(host, source)));
  const digest = await crypto.subtle.digest('SHA-256', joinBytes(parts));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Size, modification time and both ends of a file: cheap to read, and changed by any rewrite we know of. */
async function contentSample(host: Host, source: ByteSource): Promise<readonly Uint8Array[]> {
  const { sizeBytes, modifiedMs } = await host.storage.stat(source.name);
  const length = Math.min(identityBytes, source.sizeBytes);
  const label = new TextEncoder().encode(`${sizeBytes} ${Math.floor(modifiedMs)} `);
  return [label, await source.read(0, length), await source.read(source.sizeBytes - length, length)];
}
