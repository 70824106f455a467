/** The one-page PDF of an export: what stands on it. */

import type { Affine } from '../../../core/documents/scene.ts';
import type { Hit } from '../../../core/documents/search.ts';
import { VERDICT_TITLES } from '../../../core/documents/verdict.ts';
import { ringsIn, windowRing } from '../../../core/export/lon-lat.ts';
import { type MapLegend, mapLegend } from '../../../core/export/map-legend.ts';
import { type MapPage, TITLE_PIXELS } from '../../../core/export/map-page.ts';
import type { PdfPicture, PdfPlace } from '../../../core/export/pdf-document.ts';
import { isWindows1252 } from '../../../core/export/pdf-text.ts';
import { overlaps } from '../../../core/export/pixel-feature.ts';
import { lengthInWords } from '../../../core/export/scale-bar.ts';
import { applyAffine, invertAffine } from '../../../core/geo/affine.ts';
import { wgs84 } from '../../../core/geo/footprint.ts';
import { geodesicLengthM } from '../../../core/geo/geodesic.ts';
import type { Host } from '../../../core/host.ts';
import { PIXEL_AFFINE } from '../scenes/scene-detail.ts';
import { type ExportRequest, paintOf, probabilityPaintOf, type ShownScores } from './export-request.ts';

/** More frames hide the map. */
const MOST_FRAMES = 10;
const DEGREE = Math.PI / 180;

/** `affine` is from the picture's pixels to units of the export's CRS, or to pixels of the scene with y upwards. */
export async function pageOf(
  host: Host,
  request: ExportRequest,
  picture: PdfPicture,
  affine: Affine,
): Promise<MapPage> {
  const { provenance, query, place } = request;
  const ground = await groundOf(host, request, picture, affine);
  const { verdict } = query.result;
  const crs = place.target === null ? 'no coordinate reference system' : place.target.name;
  const code = place.target === null || place.target.epsg === null ? '' : ` (EPSG:${place.target.epsg})`;
  const device = provenance.device === null ? '' : `, on ${provenance.device}`;
  const sentence = sentenceOf(request);
  return {
    sentence,
    title: isWindows1252(sentence) ? null : await host.codecs.drawText(sentence, TITLE_PIXELS),
    verdict: `${VERDICT_TITLES[verdict.kind]}. ${verdict.reason}`,
    picture,
    frames: await framesOf(host, request, picture, affine),
    legend: legendOf(request),
    ...ground,
    sources: [
      `Scene ${provenance.scene} · ${crs}${code}`,
      `Model ${provenance.model} (${provenance.precision}${device}) · windows of ${provenance.scalesPx.join(', ')} px, ${provenance.windows} of ${provenance.windowsPlanned}${provenance.sharpened ? ' · sharpened' : ''}`,
      `${provenance.program} · ${provenance.created.slice(0, 10)}`,
    ],
    program: provenance.program,
  };
}

export function legendOf(request: ExportRequest): MapLegend {
  const { metresPerPixel } = request.query.scene.description;
  const inWords = (px: number): string =>
    metresPerPixel === null ? `${px} px` : groundSize(px * metresPerPixel);
  return request.spec.product === 'probability'
    ? mapLegend('Probability map of SeLo, 0 to 255', probabilityPaintOf(request), inWords(1))
    : mapLegend('Similarity (cosine)', paintOf(request), inWords(request.map.cellPx));
}

/** Two digits are as many as a pixel's size deserves. */
function groundSize(metres: number): string {
  return lengthInWords(metres < 1 ? metres : Number(metres.toPrecision(2)));
}

/** One sentence stands as it was asked; more terms have their signs and weights. */
export function sentenceOf({ query, provenance }: ExportRequest): string {
  const [term, ...others] = query.result.terms;
  return term.kind === 'text' && term.weight === 1 && others.length === 0 ? term.text : provenance.query;
}

async function groundOf(
  { crs: authority }: Host,
  { place: { target } }: ExportRequest,
  { widthPx, heightPx }: PdfPicture,
  affine: Affine,
): Promise<Pick<MapPage, 'metresPerPixel' | 'northDegrees' | 'place'>> {
  const unknown = { metresPerPixel: null, northDegrees: null, place: null };
  if (target === null) return unknown;
  const [x, y] = [widthPx / 2, heightPx / 2];
  // Across the middle, up from the middle, and the corners as a page's place names them.
  const points = [
    [0, y],
    [widthPx, y],
    [x, y],
    [x, 0],
    [0, heightPx],
    [0, 0],
    [widthPx, 0],
    [widthPx, heightPx],
  ].flatMap(([col, row]) => applyAffine(affine, col, row));
  const lonLat = await authority.transform(target.wkt, wgs84, Float64Array.from(points));
  if (!lonLat.every(Number.isFinite)) return unknown;
  const at = (i: number): [number, number] => [lonLat[2 * i], lonLat[2 * i + 1]];
  const metres = geodesicLengthM(...at(0), ...at(1)) / widthPx;
  const [[lon, lat], [upLon, upLat]] = [at(2), at(3)];
  const east = (upLon - lon) * Math.cos(lat * DEGREE);
  const latLon = [4, 5, 6, 7].flatMap((i) => at(i).toReversed());
  const { epsg, wkt, isGeographic } = target;
  return {
    metresPerPixel: Number.isFinite(metres) && metres > 0 ? metres : null,
    // North lies to the left of up by as much as up points to the east.
    northDegrees: -Math.atan2(east, upLat - lat) / DEGREE,
    place: { latLon, crs: { epsg, wkt, isGeographic } } satisfies Omit<PdfPlace, 'box'>,
  };
}

/** The first hits in the extent. Those below what the map paints are no answer, and have no number on the screen either. */
export function framedHits(shown: ShownScores): readonly Hit[] {
  const { spec, query } = shown;
  const least = spec.product === 'probability' ? spec.threshold : paintOf(shown).threshold;
  return query.result.hits
    .filter(({ score }) => least === null || score >= least)
    .filter(({ window: win }) => spec.extent === null || overlaps(spec.extent, win))
    .slice(0, MOST_FRAMES);
}

async function framesOf(
  { crs: authority }: Host,
  request: ExportRequest,
  { widthPx, heightPx }: PdfPicture,
  affine: Affine,
): Promise<MapPage['frames']> {
  const { place } = request;
  const hits = framedHits(request);
  const rings = hits.map(({ window: win }) => windowRing(win));
  const from = place.affine ?? PIXEL_AFFINE;
  const inverse = invertAffine(affine);
  if (inverse === null) return [];
  const moved =
    place.crs === null || place.target === null || place.crs.wkt === place.target.wkt
      ? rings.map((ring) => pairs(ring).map(([col, row]) => applyAffine(from, col, row)))
      : await ringsIn(authority, { affine: from, wkt: place.crs.wkt }, rings, place.target.wkt);
  return hits.flatMap(({ rank }, i) => {
    const ring = moved[i];
    if (ring === null) return [];
    const points = ring.flatMap(([px, py]) => applyAffine(inverse, px, py));
    const isInside = pairs(points).some(([u, v]) => u > 0 && v > 0 && u < widthPx && v < heightPx);
    const clamped = points.map((value, k) => Math.min(Math.max(value, 0), k % 2 === 0 ? widthPx : heightPx));
    return isInside ? [{ label: String(rank), ring: clamped }] : [];
  });
}

function pairs(ring: readonly number[]): readonly (readonly [number, number])[] {
  return Array.from({ length: ring.length / 2 }, (_, i) => [ring[2 * i], ring[2 * i + 1]] as const);
}
