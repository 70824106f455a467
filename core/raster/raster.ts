/** An open raster file: the full image, its overviews and masks, and their block reader. */
import type { ByteSource } from '../byte-source.ts';
import { InvalidInput, NotFound, Unsupported } from '../errors.ts';
import type { GeoTags } from '../geo/geo-tags.ts';
import type { Host } from '../host.ts';
import { type BandRole, bandRoles } from './band-role.ts';
import { type GdalItem, parseGdalMetadata } from './gdal-metadata.ts';
import { readGeoTags } from './read-geo-tags.ts';
import { readTiffImage } from './read-tiff-image.ts';
import type { BlockReader } from './read-window.ts';
import {
  type LeftOutTag,
  readDirectories,
  type TiffDirectories,
  type TiffDirectory,
} from './tiff-directory.ts';
import type { TiffImage } from './tiff-image.ts';
import { geoTag, tag } from './tiff-tags.ts';

const reducedImage = 1;
const maskImage = 4;

/** The raster at one resolution. */
export type RasterLevel = {
  readonly image: TiffImage;
  /** One band of the image's size; 0 where the pixel holds no data. */
  readonly mask: TiffImage | null;
  /** Full-resolution pixels per pixel of this level. */
  readonly scaleX: number;
  readonly scaleY: number;
};

export type Raster = {
  readonly source: ByteSource;
  readonly blocks: BlockReader;
  /** Full resolution first, then in order of decreasing resolution. */
  readonly levels: readonly RasterLevel[];
  readonly roles: readonly BandRole[];
  readonly items: readonly GdalItem[];
  readonly geoTags: GeoTags;
  /** TIFF tag 306, when the file was made or the picture was taken; empty without it. */
  readonly dateTime: string;
  /** Notes for the analyst: pages not shown, a tag not honoured, an overview or mask not used. */
  readonly warnings: readonly string[];
  close(): Promise<void>;
};

type OpenFile = { readonly source: ByteSource; readonly directories: TiffDirectories };

/** A directory other than that of the full image, and what it is if its tags do not say so: null for a page of its own. */
type Page = { readonly source: ByteSource; readonly directory: TiffDirectory; readonly is: Kind | null };

/** Wording of the warning for a damaged overview or mask, and the consequence. */
const leftOut = {
  overview: ['An overview', 'Coarse views are slower until it is rebuilt, for example with gdaladdo.'],
  mask: ['A mask', 'Masked pixels count as data until it is rebuilt.'],
} as const;
type Kind = keyof typeof leftOut;

/** Names for warnings about tags that are left out. */
const dispensableNames: Readonly<Record<number, string>> = {
  [tag.gdalNodata]: 'the nodata value',
  [tag.orientation]: 'the orientation',
  ...Object.fromEntries(Object.values(geoTag).map((each) => [each, 'georeferencing'])),
};

/**
 * Opens `path` and the `.ovr`, `.msk` and `.msk.ovr` files that GDAL writes beside it, and checks every directory it will use.
 * Throws `NotFound`, or `InvalidInput` or `Unsupported` for a main image that cannot be read.
 */
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
    const { chain, below, damage } = main.directories;
    const [first, ...rest] = chain;
    const pages = [
      ...pagesOf(main.source, rest, null),
      ...pagesOf(main.source, below, null),
      ...pagesOfFile(overviewFile, 'overview'),
      ...pagesOfFile(maskFile, 'mask'),
      ...pagesOfFile(maskOverviewFile, 'mask'),
    ];
    if (damage.length > 0)
      warnings.push(
        `Pages or overviews of the file are not used, because they are damaged: ${damage.join('; ')}`,
      );
    return assemble(main.source, first, pages, blocks, warnings, async () => {
      for (const { source } of files) blocks.cache.forget(source);
      await closeAll(files);
    });
  } catch (error) {
    await closeAll(files);
    throw error;
  }
}

/** Null if there is no such file, or if it is damaged (with a warning). */
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

function pagesOfFile(file: OpenFile | null, is: Kind): readonly Page[] {
  return file === null ? [] : pagesOf(file.source, file.directories.chain, is);
}

function pagesOf(
  source: ByteSource,
  directories: readonly TiffDirectory[],
  is: Kind | null,
): readonly Page[] {
  return directories.map((directory) => ({ source, directory, is }));
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
    if (page.kind === 'page') pages += 1;
    else if (page.kind === 'mask') masks.push(page.image);
    else if (page.kind === 'overview' && isOverviewOf(page.image, full)) reduced.push(page.image);
  }
  if (pages > 0) warnings.push(`The file has ${pages + 1} pages; the first one is shown.`);
  if (full.orientation !== 1)
    warnings.push(
      `The Orientation tag (${full.orientation}) is ignored, as in other GIS software; rows are shown as stored.`,
    );
  warnings.push(...first.leftOut.map(leftOutNote));
  const items = parseGdalMetadata(textOf(first.bytes(tag.gdalMetadata)));
  return {
    source,
    blocks,
    levels: levelsOf(full, reduced, masks, warnings),
    roles: bandRoles(full, items),
    items,
    geoTags: readGeoTags(source, first),
    dateTime: textOf(first.bytes(tag.dateTime)),
    warnings,
    close,
  };
}

type OtherPage =
  | { readonly kind: 'page' | 'damaged' }
  | { readonly kind: 'overview' | 'mask'; readonly image: TiffImage };

/** A damaged page is left out, with a warning. */
function readOther(page: Page, full: TiffImage, warnings: string[]): OtherPage {
  let kind: Kind = page.is ?? 'overview';
  try {
    const subfile = page.directory.integers(tag.newSubfileType)?.[0] ?? 0;
    if (page.is === null && (subfile & (reducedImage | maskImage)) === 0) return { kind: 'page' };
    const isMask = page.is === 'mask' || (subfile & maskImage) !== 0;
    // An overview without its mask is not used, so a damaged overview mask costs speed like a damaged overview.
    kind = isMask && (subfile & reducedImage) === 0 ? 'mask' : 'overview';
    const image = readTiffImage(page.source, page.directory);
    if (page.is === 'mask' && kind === 'mask') checkMask(image, full);
    return { kind: isMask ? 'mask' : 'overview', image };
  } catch (error) {
    warnings.push(leftOutWarning(kind, error));
    return { kind: 'damaged' };
  }
}

/** Throws unless the mask has one band and the size of the raster. */
function checkMask({ source, widthPx, heightPx, bands }: TiffImage, full: TiffImage): void {
  if (bands !== 1)
    throw new Unsupported(
      `${source.name}: a mask with ${bands} bands is not supported; expected one band for all of them`,
    );
  if (widthPx !== full.widthPx || heightPx !== full.heightPx)
    throw new InvalidInput(
      `${source.name}: the mask has ${widthPx} x ${heightPx} px, the raster ${full.widthPx} x ${full.heightPx} px`,
    );
}

function leftOutNote({ tag: number, why }: LeftOutTag): string {
  const what =
    number === tag.gdalMetadata
      ? "GDAL's metadata in the file are not shown"
      : `Tag ${number} of the file (${dispensableNames[number] ?? 'not needed for the pixels'}) is not used`;
  if (why === 'too long') return `${what}, because they are longer than 4 MB.`;
  return `${what}: ${why === 'behind the end' ? 'it points behind the end of the file' : 'its values have a wrong type'}.`;
}

function leftOutWarning(kind: Kind, error: unknown): string {
  const [what, cost] = leftOut[kind];
  const reason = error instanceof Error ? error.message : String(error);
  return `${what} is not used: ${reason}. ${cost}`;
}

function isOverviewOf(image: TiffImage, full: TiffImage): boolean {
  return (
    image.widthPx < full.widthPx &&
    image.heightPx <= full.heightPx &&
    image.bands === full.bands &&
    image.sampleType === full.sampleType
  );
}

/** If the full image has a mask, overviews without one are left out: they would show what it hides. */
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
      `Overviews without a mask of the same size are not used (${all.length - levels.length} of ${reduced.length}). Coarse views are slower until the mask has overviews too, for example made with gdaladdo.`,
    );
  return levels;
}

function textOf(bytes: Uint8Array | null): string {
  if (bytes === null) return '';
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
