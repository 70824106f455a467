/** One page with a map: sentence, verdict, picture with hits, legend, scale bar, north arrow, and where it all comes from. */
import type { Codecs } from '../host.ts';
import type { MapLegend } from './map-legend.ts';
import { painter } from './paint-values.ts';
import { type PdfBox, type PdfColour, PdfDocument, type PdfPicture, type PdfPlace } from './pdf-document.ts';
import { wrapped } from './pdf-text.ts';
import { lengthInWords, roundLength } from './scale-bar.ts';

export type MapPage = {
  readonly sentence: string;
  /** The sentence drawn at `TITLE_PIXELS` a letter, for letters that the standard fonts lack; null if they have all. */
  readonly title: PdfPicture | null;
  /** One paragraph below it. */
  readonly verdict: string;
  readonly picture: PdfPicture;
  /** Outlines with their labels, as interleaved x, y in pixels of the picture. */
  readonly frames: readonly { readonly label: string; readonly ring: readonly number[] }[];
  /** Null for a map without scores. */
  readonly legend: MapLegend | null;
  /** Ground size of a pixel of the picture; null for a scene without CRS. */
  readonly metresPerPixel: number | null;
  /** Direction of north on the picture, clockwise from up in degrees; null if unknown. */
  readonly northDegrees: number | null;
  /** Corners of the picture on Earth; null if unknown. */
  readonly place: Omit<PdfPlace, 'box'> | null;
  /** Lines at the foot. */
  readonly sources: readonly string[];
  readonly program: string;
};

const A4 = [595.28, 841.89] as const;
const MARGIN = 36;
const FOOT = 84;
const TITLE_SIZE = 16;
const TITLE_LINES = 3;
/** Drawn titles have four pixels to a point. */
const TITLE_DETAIL = 4;
export const TITLE_PIXELS = {
  letterPx: TITLE_SIZE * TITLE_DETAIL,
  widthPx: Math.floor((A4[0] - 2 * MARGIN) * TITLE_DETAIL),
};
const TEXT_SIZE = 9;
const SMALL_SIZE = 7;
const BLACK: PdfColour = [20, 20, 20];
const GREY: PdfColour = [90, 90, 90];
const WHITE: PdfColour = [255, 255, 255];
const LONGEST_BAR = 150;

/** A4, upright or across as the picture is. */
export function mapPage(codecs: Codecs, page: MapPage): Promise<Uint8Array> {
  const { picture } = page;
  const [width, height] = picture.widthPx > picture.heightPx ? [A4[1], A4[0]] : A4;
  const pdf = new PdfDocument(width, height);
  const top = drawHead(pdf, page, width, height);
  const room: PdfBox = {
    x: MARGIN,
    y: MARGIN + FOOT,
    width: width - 2 * MARGIN,
    height: top - MARGIN - FOOT,
  };
  const box = fitted(picture, room);
  pdf.picture(picture, box);
  pdf.line(corners(box), 0.5, GREY, true);
  drawFrames(pdf, page, box);
  if (page.place !== null) pdf.place({ ...page.place, box });
  drawFoot(pdf, page, box, width);
  return pdf.bytes(codecs, { Title: page.sentence, Creator: page.program });
}

/** Returns the upper edge of what is left of the page. */
function drawHead(pdf: PdfDocument, page: MapPage, width: number, height: number): number {
  const { sentence, title, verdict } = page;
  const room = width - 2 * MARGIN;
  let y = height - MARGIN;
  if (title === null)
    for (const line of wrapped(sentence, TITLE_SIZE, room, TITLE_LINES)) {
      y -= TITLE_SIZE + 2;
      pdf.text(line, MARGIN, y, TITLE_SIZE, 'bold', BLACK);
    }
  else {
    // A title of more lines gets smaller.
    const most = TITLE_LINES * 1.6 * TITLE_SIZE;
    const detail = Math.max(TITLE_DETAIL, title.heightPx / most);
    y -= title.heightPx / detail;
    pdf.picture(title, { x: MARGIN, y, width: title.widthPx / detail, height: title.heightPx / detail });
    y -= 2;
  }
  for (const line of wrapped(verdict, TEXT_SIZE, room, 3)) {
    y -= TEXT_SIZE + 3;
    pdf.text(line, MARGIN, y, TEXT_SIZE, 'regular', GREY);
  }
  return y - 10;
}

function drawFrames(pdf: PdfDocument, { frames, picture }: MapPage, box: PdfBox): void {
  for (const { label, ring } of frames) {
    const points = ring.map((value, i) =>
      i % 2 === 0
        ? box.x + (value / picture.widthPx) * box.width
        : box.y + box.height - (value / picture.heightPx) * box.height,
    );
    pdf.line(points, 1.8, WHITE, true);
    pdf.line(points, 0.6, BLACK, true);
    const x = points.filter((_, i) => i % 2 === 0).reduce((a, b) => Math.min(a, b));
    const y = points.filter((_, i) => i % 2 === 1).reduce((a, b) => Math.max(a, b));
    const plate = { x, y: y - 9, width: 5 + 4 * label.length, height: 9 };
    pdf.area(corners(plate), WHITE);
    pdf.text(label, x + 2, y - 7, SMALL_SIZE, 'bold', BLACK);
  }
}

/** Right below the picture, so that page and picture can be cut to one piece. */
function drawFoot(pdf: PdfDocument, page: MapPage, box: PdfBox, width: number): void {
  const y = box.y - 26;
  if (page.legend !== null) drawLegend(pdf, page.legend, { x: MARGIN, y, width: 190, height: 9 });
  drawScale(pdf, page, box, MARGIN + 230, y);
  if (page.northDegrees !== null) drawNorth(pdf, page.northDegrees, width - MARGIN - 16, y + 2);
  const lines = page.sources.flatMap((line) => wrapped(line, SMALL_SIZE, width - 2 * MARGIN, 1));
  for (const [i, line] of lines.entries())
    pdf.text(line, MARGIN, y - 34 - i * (SMALL_SIZE + 2), SMALL_SIZE, 'regular', GREY);
}

function drawLegend(
  pdf: PdfDocument,
  { title, paint, ticks, leastShare, foot }: MapLegend,
  box: PdfBox,
): void {
  const { min, max } = paint.range;
  const steps = 256;
  const colourOf = painter(paint);
  const rgba = new Uint8Array(steps * 4);
  for (let i = 0; i < steps; i++) {
    const { rgb, alpha } = colourOf(min + ((i + 0.5) / steps) * (max - min));
    rgba.set([...rgb, Math.round(alpha * 255)], 4 * i);
  }
  pdf.picture({ widthPx: steps, heightPx: 1, rgba }, box);
  pdf.line(corners(box), 0.5, GREY, true);
  pdf.text(title, box.x, box.y + box.height + 4, SMALL_SIZE, 'regular', BLACK);
  for (const { share, label } of ticks) {
    const x = box.x + share * box.width;
    pdf.line([x, box.y, x, box.y - 3], 0.5, GREY);
    pdf.textCentred(label, x, box.y - 11, SMALL_SIZE, BLACK);
  }
  pdf.text(foot, box.x, box.y - 20, SMALL_SIZE, 'regular', BLACK);
  if (leastShare === null) return;
  const x = box.x + leastShare * box.width;
  pdf.line([x, box.y - 3, x, box.y + box.height + 2], 1.2, BLACK);
}

function drawScale(pdf: PdfDocument, page: MapPage, box: PdfBox, x: number, y: number): void {
  const unitsPerPoint = ((page.metresPerPixel ?? 1) * page.picture.widthPx) / box.width;
  const length = roundLength(LONGEST_BAR * unitsPerPoint);
  const width = length / unitsPerPoint;
  const half = { x, y: y + 2, width: width / 2, height: 4 };
  pdf.area(corners(half), BLACK);
  pdf.line(corners({ ...half, width }), 0.6, BLACK, true);
  const words = page.metresPerPixel === null ? `${length} px` : lengthInWords(length);
  pdf.textCentred('0', x, y - 7, SMALL_SIZE, BLACK);
  pdf.textCentred(words, x + width, y - 7, SMALL_SIZE, BLACK);
}

function drawNorth(pdf: PdfDocument, degrees: number, x: number, y: number): void {
  const angle = (-degrees * Math.PI) / 180;
  const turned = (points: readonly number[]): readonly number[] =>
    points.map((_, i) => {
      const at = i - (i % 2);
      const [u, v] = [points[at], points[at + 1]];
      return i % 2 === 0
        ? x + u * Math.cos(angle) - v * Math.sin(angle)
        : y + u * Math.sin(angle) + v * Math.cos(angle);
    });
  pdf.area(turned([0, 14, 6, -8, 0, -4]), BLACK);
  pdf.line(turned([0, 14, -6, -8, 0, -4]), 0.8, BLACK, true);
  const [labelX, labelY] = turned([0, 19]);
  pdf.textCentred('N', labelX, labelY - 2.5, SMALL_SIZE + 1, BLACK);
}

function fitted({ widthPx, heightPx }: PdfPicture, room: PdfBox): PdfBox {
  const scale = Math.min(room.width / widthPx, room.height / heightPx);
  const [width, height] = [widthPx * scale, heightPx * scale];
  return { x: room.x + (room.width - width) / 2, y: room.y + room.height - height, width, height };
}

function corners({ x, y, width, height }: PdfBox): readonly number[] {
  return [x, y, x + width, y, x + width, y + height, x, y + height];
}
