/** Georeferencing of a raster from its tags and the files beside it, in GDAL's order: the `.aux.xml` wins, then the tags, then a world file. */
import type { ByteSource } from '../byte-source.ts';
import type { Affine } from '../documents/scene.ts';
import { InvalidInput } from '../errors.ts';
import { fitControlPoints } from '../geo/control-points.ts';
import { geoStub } from '../geo/geo-stub.ts';
import { affineFromGeoTags, type GeoTags, hasControlPoints, isPixelIsPoint } from '../geo/geo-tags.ts';
import { gridGeoTags } from '../geo/grid-geo-tags.ts';
import type { Host } from '../host.ts';
import { readGeoTags } from './read-geo-tags.ts';
import { readAuxXml, readWorldFile } from './sidecars.ts';
import { readDirectories } from './tiff-directory.ts';

type CrsTags = Pick<GeoTags, 'keyDirectory' | 'doubleParams' | 'asciiParams'>;

export type PlaceTags = {
  readonly geoTags: GeoTags;
  /** Nodata of the `.aux.xml`; null if it states none. */
  readonly nodata: number | null;
  /** What came from other files, and what was fitted, for the analyst. */
  readonly notes: readonly string[];
};

/**
 * Tags as if the file itself stated what the files beside it do, so that exports write the same. `chosenCrs` names the CRS that the user
 * chose for a file that states none.
 */
export async function placeTags(
  host: Host,
  path: string,
  own: GeoTags,
  chosenCrs: string | null,
): Promise<PlaceTags> {
  const notes: string[] = [];
  const aux = await readAuxXml(host, path);
  let geoTags = own;
  if (aux?.crs != null) {
    const keys = await crsTags(host, aux.crs, `${path}.aux.xml`);
    if (own.keyDirectory !== null && !sameKeys(own, keys))
      notes.push(
        'The coordinate reference system is that of the .aux.xml file, which wins over the one in the file, as in GDAL.',
      );
    else if (own.keyDirectory === null)
      notes.push('The coordinate reference system is that of the .aux.xml file.');
    geoTags = withCrs(geoTags, keys);
  }
  if (aux?.affine != null) {
    const inside = affineFromGeoTags(own);
    if (inside === null) notes.push('The position is that of the .aux.xml file.');
    else if (!isClose(inside, aux.affine))
      notes.push(
        'The position is that of the .aux.xml file, which wins over the one in the file, as in GDAL.',
      );
    geoTags = moved(geoTags, aux.affine);
  }
  if (affineFromGeoTags(geoTags) === null) {
    const world = await readWorldFile(host, path);
    if (world !== null) {
      notes.push(`The position is that of the world file ${nameOf(world.name)}.`);
      geoTags = moved(geoTags, world.affine);
    } else if (aux?.controlPoints != null) {
      notes.push('The ground control points are those of the .aux.xml file.');
      if (aux.controlPoints.crs !== null && aux.crs === null)
        geoTags = withCrs(geoTags, await crsTags(host, aux.controlPoints.crs, `${path}.aux.xml`));
      geoTags = {
        ...geoTags,
        pixelScale: null,
        tiepoints: aux.controlPoints.tiepoints,
        transformation: null,
      };
      geoTags = fitted(geoTags, notes);
    } else if (hasControlPoints(geoTags)) geoTags = fitted(geoTags, notes);
  }
  if (chosenCrs !== null) geoTags = await withChosenCrs(host, path, geoTags, chosenCrs, notes);
  if (aux?.nodata != null) notes.push(`The nodata value ${aux.nodata} is that of the .aux.xml file.`);
  return { geoTags, nodata: aux?.nodata ?? null, notes };
}

async function withChosenCrs(
  host: Host,
  path: string,
  tags: GeoTags,
  chosen: string,
  notes: string[],
): Promise<GeoTags> {
  // Keys need not name a CRS: they may only say what a pixel stands for.
  if (tags.keyDirectory !== null && (await host.crs.describe(geoStub(crsOnly(tags)))) !== null) {
    notes.push('The coordinate reference system that was chosen is not used, because the file states one.');
    return tags;
  }
  notes.push('The coordinate reference system is the one that was chosen; the file states none.');
  return withCrs(tags, await crsTags(host, chosen, path));
}

/** The transform stays what it is: the keys that are replaced may say that it leads to the centres of pixels. */
function withCrs(tags: GeoTags, keys: CrsTags): GeoTags {
  const affine = affineFromGeoTags(tags);
  const named = { ...tags, ...keys };
  return affine === null || !isPixelIsPoint(tags) ? named : moved(named, affine);
}

/** Tags that state the same CRS for every scene of a survey: GDAL also transforms the corners of what it describes. */
export function crsOnly(tags: GeoTags): GeoTags {
  if (hasControlPoints(tags)) return tags;
  return { ...tags, pixelScale: [1, 1, 0], tiepoints: [0, 0, 0, 0, 0, 0], transformation: null };
}

/** The tags of a CRS that is named by text: EPSG:4326, WKT, PROJ text. Throws `InvalidInput` that names `where`. */
async function crsTags(host: Host, text: string, where: string): Promise<CrsTags> {
  try {
    const tiff = await host.crs.named(text);
    const [directory] = (await readDirectories(memorySource(where, tiff))).chain;
    const { keyDirectory, doubleParams, asciiParams } = readGeoTags(memorySource(where, tiff), directory);
    return { keyDirectory, doubleParams, asciiParams };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidInput(
      `${where}: "${text.slice(0, 60)}" names no coordinate reference system: ${reason}`,
      {
        cause: error,
      },
    );
  }
}

function memorySource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    sizeBytes: bytes.length,
    read: async (offset, length) => bytes.slice(offset, offset + length),
    close: async () => undefined,
  };
}

/** An affine replaces every other kind of transform; a CRS stays. */
function moved(tags: GeoTags, affine: Affine): GeoTags {
  return gridGeoTags(tags, affine) ?? tags;
}

function fitted(tags: GeoTags, notes: string[]): GeoTags {
  const fit = fitControlPoints(tags.tiepoints ?? []);
  if (fit === null) return tags;
  notes.push(
    `The position is fitted to ${fit.points} ground control points; the residual is ${format(fit.residualPx)} px on average, ${format(fit.mostPx)} px at most.`,
  );
  return moved(tags, fit.affine);
}

function format(value: number): string {
  return value < 0.005 ? '0' : value.toPrecision(2);
}

function nameOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

function sameKeys(a: Pick<GeoTags, 'keyDirectory'>, b: Pick<GeoTags, 'keyDirectory'>): boolean {
  return JSON.stringify(crsKeys(a)) === JSON.stringify(crsKeys(b));
}

/** The keys that name the CRS by a code: GeographicType, GeogCode and ProjectedCSType. */
function crsKeys({ keyDirectory }: Pick<GeoTags, 'keyDirectory'>): readonly number[] {
  const found: number[] = [];
  for (let at = 4; keyDirectory !== null && at + 3 < keyDirectory.length; at += 4)
    if (keyDirectory[at] === 2048 || keyDirectory[at] === 3072)
      found.push(keyDirectory[at], keyDirectory[at + 3]);
  return found;
}

function isClose(a: Affine, b: Affine): boolean {
  const pixel = Math.hypot(a.xPerCol, a.yPerCol);
  return (
    Math.abs(a.xOrigin - b.xOrigin) < 0.01 * pixel &&
    Math.abs(a.yOrigin - b.yOrigin) < 0.01 * pixel &&
    [a.xPerCol - b.xPerCol, a.xPerRow - b.xPerRow, a.yPerCol - b.yPerCol, a.yPerRow - b.yPerRow].every(
      (off) => Math.abs(off) < 1e-9 * pixel,
    )
  );
}
