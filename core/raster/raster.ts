/** An open raster file: the full image, its overviews and masks, and how to read their blocks. */
import type { ByteSource } from '../byte-source.ts';
import { InvalidInput, NotFound, Unsupported } from '../errors.ts';
import type { GeoTags } from '../geo/geo-tags.ts';
import type { Host } from '../host.ts';
import { type BandRole, bandRoles } from './band-role.ts';
import { type GdalItem, parseGdalMetadata } from './gdal-metadata.ts';
import { readGeoTags } from './read-geo-tags.ts';
import type { BlockReader } from './read-window.ts';
import { readDirectories, type TiffDirectory } from './tiff-directory.ts';
import { readTiffImage, type TiffImage } from './tiff-image.ts';
import { tag } from './tiff-tags.ts';

const reducedImage = 1;
const maskImage = 4;

/** The raster at one resolution. */
export type RasterLevel = {
  readonly image: TiffImage;
  /** 1 band, not 0 where the pixel holds data; same size as the image. */
  readonly mask: TiffImage | null;
  /** Full-resolution pixels per pixel of this level. */
  readonly scaleX: number;
  readonly scaleY: number;
};

export type Raster = {
  readonly source: ByteSource;
  readonly blocks: BlockReader;
  /** Full resolution first, then ever coarser. */
  readonly levels: readonly RasterLevel[];
  readonly roles: readonly BandRole[];
  readonly items: readonly GdalItem[];
  readonly geoTags: GeoTags;
  /** What an analyst should know: pages left out, a tag not honoured, an overview that is damaged. */
  readonly warnings: readonly string[];
  close(): Promise<void>;
};

type OpenFile = { readonly source: ByteSource; readonly directories: readonly TiffDirectory[] };

/** Opens `path` and the `.ovr` file beside it, if there is one. Checks every directory it is going to use. */
export async function openRaster(
  host: Host,
  blocks: BlockReader,
  path: string,
  signal?: AbortSignal,
): Promise<Raster> {
  const main = await openFile(host, path, signal);
  const files = [main];
  const warnings: string[] = [];
  try {
    const overviewFile = await openBeside(host, `${path}.ovr`, warnings, signal);
    if (overviewFile !== null) files.push(overviewFile);
    return assemble(main, overviewFile, blocks, warnings, () => closeAll(files));
  } catch (error) {
    await closeAll(files);
    throw error;
  }
}

/** Null where there is none, and for a damaged one, with a warning. */
async function openBeside(
  host: Host,
  path: string,
  warnings: string[],
  signal: AbortSignal | undefined,
): Promise<OpenFile | null> {
  try {
    return await openFile(host, path, signal);
  } catch (error) {
    if (error instanceof NotFound) return null;
    if (!(error instanceof InvalidInput || error instanceof Unsupported)) throw error;
    warnings.push(leftOut(error));
    return null;
  }
}

async function openFile(host: Host, path: string, signal: AbortSignal | undefined): Promise<OpenFile> {
  const source = await host.storage.openRead(path);
  try {
    return { source, directories: await readDirectories(source, signal) };
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function closeAll(files: readonly OpenFile[]): Promise<void> {
  await Promise.all(files.map(({ source }) => source.close()));
}

function assemble(
  main: OpenFile,
  overviewFile: OpenFile | null,
  blocks: BlockReader,
  warnings: string[],
  close: () => Promise<void>,
): Raster {
  const [first, ...rest] = main.directories;
  const full = readTiffImage(main.source, first);
  const others = [
    ...rest.map((directory) => ({ source: main.source, directory })),
    ...(overviewFile?.directories ?? []).map((directory) => ({
      source: overviewFile?.source ?? main.source,
      directory,
    })),
  ];
  const reduced: TiffImage[] = [];
  const masks: TiffImage[] = [];
  let pages = 0;
  for (const { source, directory } of others) {
    const page = readOther(source, directory, warnings);
    if (page?.kind === 'page') pages += 1;
    else if (page?.kind === 'mask') masks.push(page.image);
    else if (page !== null && isOverviewOf(page.image, full)) reduced.push(page.image);
  }
  if (pages > 0) warnings.push(`The file has ${pages + 1} pages; the first one is shown.`);
  if (full.orientation !== 1)
    warnings.push(
      `The Orientation tag (${full.orientation}) is not applied, as in other GIS; rows are shown as stored.`,
    );
  const items = parseGdalMetadata(textOf(first.bytes(tag.gdalMetadata)));
  return {
    source: main.source,
    blocks,
    levels: levelsOf(full, reduced, masks),
    roles: bandRoles(full, items),
    items,
    geoTags: readGeoTags(main.source, first),
    warnings,
    close,
  };
}

type OtherPage =
  | { readonly kind: 'page' }
  | { readonly kind: 'overview' | 'mask'; readonly image: TiffImage };

/** Null for a damaged one: it is left out, with a warning. */
function readOther(source: ByteSource, directory: TiffDirectory, warnings: string[]): OtherPage | null {
  try {
    const subfile = directory.integers(tag.newSubfileType)?.[0] ?? 0;
    if ((subfile & (reducedImage | maskImage)) === 0) return { kind: 'page' };
    const image = readTiffImage(source, directory);
    return { kind: (subfile & maskImage) !== 0 ? 'mask' : 'overview', image };
  } catch (error) {
    warnings.push(leftOut(error));
    return null;
  }
}

/** A damaged overview costs speed, not pixels. */
function leftOut(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `An overview is left out: ${reason}. Coarse views are slower until it is made anew, for example with gdaladdo.`;
}

function isOverviewOf(image: TiffImage, full: TiffImage): boolean {
  return (
    image.widthPx < full.widthPx &&
    image.heightPx <= full.heightPx &&
    image.bands === full.bands &&
    image.sampleType === full.sampleType
  );
}

function levelsOf(
  full: TiffImage,
  reduced: readonly TiffImage[],
  masks: readonly TiffImage[],
): readonly RasterLevel[] {
  const images = [full, ...[...reduced].sort((a, b) => b.widthPx - a.widthPx)];
  return images.map((image) => ({
    image,
    mask: masks.find((mask) => mask.widthPx === image.widthPx && mask.heightPx === image.heightPx) ?? null,
    scaleX: full.widthPx / image.widthPx,
    scaleY: full.heightPx / image.heightPx,
  }));
}

function textOf(bytes: Uint8Array | null): string {
  return bytes === null ? '' : new TextDecoder().decode(bytes).replace(/\0.*$/s, '');
}
