/** Files beside a raster that say where it lies: GDAL's `.aux.xml` (PAM), also as ArcGIS writes it, and world files. */

import type { Affine } from '../documents/scene.ts';
import { NotFound } from '../errors.ts';
import { affineFromGdal } from '../geo/affine.ts';
import type { Host } from '../host.ts';
import { fromXmlText } from './gdal-metadata.ts';
import { parseNodata } from './nodata-text.ts';

export type Sidecar = {
  /** WKT or another name of a CRS. */
  readonly crs: string | null;
  readonly affine: Affine | null;
  readonly nodata: number | null;
  /** Column, row, 0, x, y, height of each point, and the CRS of x and y; null without points. */
  readonly controlPoints: { readonly tiepoints: readonly number[]; readonly crs: string | null } | null;
};

type Files = Pick<Host, 'storage'>;

/** Statistics and histograms of thousands of bands take less. */
const mostBytes = 8 << 20;
const worldEndings = ['tfw', 'tifw', 'tiffw', 'wld'];

/** What `PATH.aux.xml` says; null if there is none. A file that is too long is taken for none. */
export async function readAuxXml(host: Files, path: string): Promise<Sidecar | null> {
  const text = await textOf(host, `${path}.aux.xml`);
  if (text === null) return null;
  const numbers = (elementOf(text, 'GeoTransform') ?? '').split(',').map(Number);
  const band = elementOf(text, 'PAMRasterBand');
  const nodata = band === null ? null : elementOf(band, 'NoDataValue');
  const crs = elementOf(text, 'SRS') ?? elementOf(elementOf(text, 'SpatialReference') ?? '', 'WKT');
  return {
    crs: crs === null || crs.trim() === '' ? null : fromXmlText(crs.trim()),
    affine: numbers.length === 6 && numbers.every(Number.isFinite) ? affineFromGdal(numbers) : null,
    nodata: nodata === null ? null : parseNodata(nodata),
    controlPoints: controlPointsOf(text),
  };
}

/** GDAL's `<GCPList Projection="…"><GCP Pixel="…" Line="…" X="…" Y="…"/>…`. Points that are not six numbers are left out. */
function controlPointsOf(text: string): Sidecar['controlPoints'] {
  const list = elementOf(text, 'GCPList');
  if (list === null) return null;
  const tiepoints = [...list.matchAll(/<GCP\s([^>]*)>/g)]
    .map(([, attributes]) =>
      ['Pixel', 'Line', 'X', 'Y'].map((name) => Number(attributeOf(attributes, name) ?? 'NaN')),
    )
    .filter((point) => point.every(Number.isFinite))
    .flatMap(([col, row, x, y]) => [col, row, 0, x, y, 0]);
  const opening = text.slice(text.indexOf('<GCPList'), text.indexOf('>', text.indexOf('<GCPList')));
  const crs = attributeOf(opening, 'Projection');
  return tiepoints.length === 0
    ? null
    : { tiepoints, crs: crs === null || crs === '' ? null : fromXmlText(crs) };
}

/** Attributes of PAM files are written without spaces, between double quotes. */
function attributeOf(attributes: string, name: string): string | null {
  for (let at = attributes.indexOf(`${name}="`); at >= 0; at = attributes.indexOf(`${name}="`, at + 1)) {
    // Not the end of a longer name.
    if (at > 0 && attributes[at - 1]?.trim() !== '') continue;
    const from = at + name.length + 2;
    const to = attributes.indexOf('"', from);
    return to < 0 ? null : attributes.slice(from, to);
  }
  return null;
}

/** The transform of the world file beside `path` and the file's name; null if there is none that holds six numbers. */
export async function readWorldFile(
  host: Files,
  path: string,
  endings: readonly string[] = worldEndings,
): Promise<{ readonly affine: Affine; readonly name: string } | null> {
  const stem = path.replace(/\.[^./\\]*$/, '');
  for (const ending of endings.flatMap((each) => [each, each.toUpperCase()])) {
    const text = await textOf(host, `${stem}.${ending}`);
    const affine = text === null ? null : affineOfWorldFile(text);
    if (affine !== null) return { affine, name: `${stem}.${ending}` };
  }
  return null;
}

/** Six numbers: x per column, y per column, x per row, y per row, and the centre of the first pixel. */
function affineOfWorldFile(text: string): Affine | null {
  const numbers = text
    .split(/\s+/)
    .filter((each) => each !== '')
    .slice(0, 6)
    .map((each) => Number(each.replace(',', '.')));
  const [xPerCol, yPerCol, xPerRow, yPerRow, x, y] = numbers;
  if (numbers.length < 6 || !numbers.every(Number.isFinite) || xPerCol * yPerRow - xPerRow * yPerCol === 0)
    return null;
  return {
    ...{ xPerCol, xPerRow, yPerCol, yPerRow },
    xOrigin: x - (xPerCol + xPerRow) / 2,
    yOrigin: y - (yPerCol + yPerRow) / 2,
  };
}

async function textOf(host: Files, path: string): Promise<string | null> {
  try {
    const stat = await host.storage.fileAt(path);
    if (stat === null || stat.sizeBytes > mostBytes) return null;
    return new TextDecoder().decode(await host.storage.readFile(path));
  } catch (error) {
    if (error instanceof NotFound) return null;
    throw error;
  }
}

/** Content of the first element `name`, which may have attributes; null if there is none. */
function elementOf(xml: string, name: string): string | null {
  for (let at = xml.indexOf(`<${name}`); at >= 0; at = xml.indexOf(`<${name}`, at + 1)) {
    const after = xml[at + name.length + 1];
    const from = xml.indexOf('>', at);
    if (after !== '>' && after.trim() !== '') continue;
    const to = xml.indexOf(`</${name}>`, from);
    return from < 0 || to < 0 ? null : xml.slice(from + 1, to);
  }
  return null;
}
