/** An open raster file: the full image, its overviews and masks, and how to read their blocks. */
import type { ByteSource } from '../byte-source.ts';
import { InvalidInput, NotFound, Unsupported } from '../errors.ts';
import type { GeoTags } from '../geo/geo-tags.ts';
import type { Host } from '../host.ts';
import { type BandRole, bandRoles } from './band-role.ts';
import { type GdalItem, parseGdalMetadata } from './gdal-metadata.ts';
import { readGeoTags } from './read-geo-tags.ts';
import { readTiffImage } from './read-tiff-image.ts';
import type { BlockReader } from './read-window.ts';
import { readDirectories, type TiffDirectory } from './tiff-directory.ts';
import type { TiffImage } from './tiff-image.ts';
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
  /** What an analyst should know: pages left out, a tag not honoured, an overview or mask that is not used. */
  readonly warnings: readonly string[];
  close(): Promise<void>;
};

type OpenFile = { readonly source: ByteSource; readonly directories: readonly TiffDirectory[] };

/** A directory beside that of the full image; `isMask`: whatever it says of itself. */
type Page = { readonly source: ByteSource; readonly directory: TiffDirectory; readonly isMask: boolean };

/** What is left out when it is damaged, and what that costs. */
const leftOut = {
  overview: ['An overview', 'Coarse views are slower until it is made anew, for example with gdaladdo.'],
  mask: ['A mask', 'Masked pixels count as pixels until it is made anew.'],
} as const;
type Kind = keyof typeof leftOut;

/** Opens `path` and the `.ovr`, `.msk` and `.msk.ovr` files that GDAL keeps beside it. Checks every directory it is going to use. */
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
    const beside = async (suffix: string, kind: Kind): Promise<OpenFile | null> => {
      const file = await openBeside(host, `${path}${suffix}`, kind, warnings, signal);
      if (file !== null) files.push(file);
      return file;
    };
    const overviewFile = await beside('.ovr', 'overview');
    const maskFile = await beside('.msk', 'mask');
    const maskOverviewFile = maskFile && (await beside('.msk.ovr', 'overview'));
    const [first, ...rest] = main.directories;
    const pages = [
      ...pagesOf({ ...main, directories: rest }, false),
      ...pagesOf(overviewFile, false),
      ...pagesOf(maskFile, true),
      ...pagesOf(maskOverviewFile, true),
    ];
    return assemble(main.source, first, pages, blocks, warnings, () => closeAll(files));
  } catch (error) {
    await closeAll(files);
    throw error;
  }
}

/** Null where there is none, and for a damaged one, with a warning. */
async function openBeside(
  host: Host,
  path: string,
  kind: Kind,
  warnings: string[],
  signal: AbortSignal | undefined,
): Promise<OpenFile | null> {
  try {
    return await openFile(host, path, signal);
  } catch (error) {
    if (error instanceof NotFound) return null;
    if (!(error instanceof InvalidInput || error instanceof Unsupported)) throw error;
    warnings.push(leftOutWarning(kind, error));
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

function pagesOf(file: OpenFile | null, isMask: boolean): readonly Page[] {
  if (file === null) return [];
  const { source, directories } = file;
  return directories.map((directory) => ({ source, directory, isMask }));
}

function assemble(
  source: ByteSource,
  first: TiffDirectory,
  others: readonly Page[],
  blocks: BlockReader,
  warnings: string[],
  close: () => Promise<void>,
): Raster {
  const full = readTiffImage(source, first);
  const reduced: TiffImage[] = [];
  const masks: TiffImage[] = [];
  let pages = 0;
  for (const other of others) {
    const page = readOther(other, full, warnings);
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
    source,
    blocks,
    levels: levelsOf(full, reduced, masks, warnings),
    roles: bandRoles(full, items),
    items,
    geoTags: readGeoTags(source, first),
    warnings,
    close,
  };
}

type OtherPage =
  | { readonly kind: 'page' }
  | { readonly kind: 'overview' | 'mask'; readonly image: TiffImage };

/** Null for a damaged one: it is left out, with a warning. */
function readOther(page: Page, full: TiffImage, warnings: string[]): OtherPage | null {
  let kind: Kind = page.isMask ? 'mask' : 'overview';
  try {
    const subfile = page.directory.integers(tag.newSubfileType)?.[0] ?? 0;
    if (!page.isMask && (subfile & (reducedImage | maskImage)) === 0) return { kind: 'page' };
    const isMask = page.isMask || (subfile & maskImage) !== 0;
    // Without its mask an overview is not used: that costs speed too.
    kind = isMask && (subfile & reducedImage) === 0 ? 'mask' : 'overview';
    const image = readTiffImage(page.source, page.directory);
    if (page.isMask && kind === 'mask') checkMask(image, full);
    return { kind: isMask ? 'mask' : 'overview', image };
  } catch (error) {
    warnings.push(leftOutWarning(kind, error));
    return null;
  }
}

/** A mask of all bands, as large as the raster. */
function checkMask({ source, widthPx, heightPx, bands }: TiffImage, full: TiffImage): void {
  if (bands !== 1)
    throw new Unsupported(
      `${source.name}: a mask for each of ${bands} bands is not read, one for all of them is`,
    );
  if (widthPx !== full.widthPx || heightPx !== full.heightPx)
    throw new InvalidInput(
      `${source.name}: a mask of ${widthPx} x ${heightPx} px for a raster of ${full.widthPx} x ${full.heightPx} px`,
    );
}

function leftOutWarning(kind: Kind, error: unknown): string {
  const [what, cost] = leftOut[kind];
  const reason = error instanceof Error ? error.message : String(error);
  return `${what} is left out: ${reason}. ${cost}`;
}

function isOverviewOf(image: TiffImage, full: TiffImage): boolean {
  return (
    image.widthPx < full.widthPx &&
    image.heightPx <= full.heightPx &&
    image.bands === full.bands &&
    image.sampleType === full.sampleType
  );
}

/** Without the overviews that lack the mask which the full image has: they would show what it masks. */
function levelsOf(
  full: TiffImage,
  reduced: readonly TiffImage[],
  masks: readonly TiffImage[],
  warnings: string[],
): readonly RasterLevel[] {
  const images = [full, ...[...reduced].sort((a, b) => b.widthPx - a.widthPx)];
  const all = images.map((image) => ({
    image,
    mask: masks.find((mask) => mask.widthPx === image.widthPx && mask.heightPx === image.heightPx) ?? null,
    scaleX: full.widthPx / image.widthPx,
    scaleY: full.heightPx / image.heightPx,
  }));
  if (all[0].mask === null) return all;
  const levels = all.filter(({ mask }) => mask !== null);
  if (levels.length < all.length)
    warnings.push(
      `Overviews without a mask of their size are not used (${all.length - levels.length} of ${reduced.length}). Coarse views are slower until the mask has overviews too, for example from gdaladdo.`,
    );
  return levels;
}

function textOf(bytes: Uint8Array | null): string {
  return bytes === null ? '' : new TextDecoder().decode(bytes).replace(/\0.*$/s, '');
}
