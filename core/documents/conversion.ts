/** Rasters of other formats, and their converted copies. */

export type ForeignRaster = {
  /** Such as "ERDAS Imagine". */
  readonly format: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bands: number;
  /** Of its samples without compression. */
  readonly bytes: number;
};

/** What a converted copy would be; shown before the user agrees to it. */
export type ConversionPlan = ForeignRaster & {
  readonly name: string;
  /** Name proposed for the copy. */
  readonly copy: string;
  /** On the disk of the data folder; null if the system does not say. */
  readonly freeBytes: number | null;
};

const BESIDE = /\.(?:[a-z][a-z\d]{1,2}w|wld|aux\.xml|prj|ovr|msk|hdr|ige|rrd|rde)$/i;

/** Whether files of this name lie beside a raster and say more about it: its place, masks, overviews. */
export function isBesideRaster(name: string): boolean {
  return BESIDE.test(name);
}

/** Endings of rasters that can be opened as converted copies. */
export const CONVERTIBLE_ENDINGS = [
  ...['vrt', 'img', 'png', 'jpg', 'jpeg', 'webp', 'gif', 'bmp', 'jp2', 'j2k'],
  ...['ntf', 'nitf', 'asc', 'bil', 'dt1', 'dt2', 'pix', 'rst', 'ers'],
] as const;
