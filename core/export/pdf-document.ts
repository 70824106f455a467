/** Writer for one-page PDF files (ISO 32000): lines, areas, text in Helvetica, pictures, and the place of a map on Earth. */
import { joinBytes } from '../bytes/join.ts';
import type { Codecs } from '../host.ts';
import { escapedPdf, textWidth } from './pdf-text.ts';

/** 0-255. */
export type PdfColour = readonly [number, number, number];

/** In points (1/72 inch) from the lower left corner of the page. */
export type PdfBox = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

export type PdfPicture = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** [heightPx, widthPx, 4] */
  readonly rgba: Uint8Array;
};

/** Georeference of a part of the page (ISO 32000-2, 12.10). */
export type PdfPlace = {
  readonly box: PdfBox;
  /** Latitude and longitude of the corners: lower left, upper left, upper right, lower right. */
  readonly latLon: readonly number[];
  readonly crs: { readonly epsg: number | null; readonly wkt: string; readonly isGeographic: boolean };
};

export class PdfDocument {
  readonly #width: number;
  readonly #height: number;
  readonly #content: string[] = [];
  readonly #pictures: PdfPicture[] = [];
  #place: PdfPlace | null = null;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
  }

  /** `font` is 'regular' or 'bold'. Characters outside of Windows-1252 appear as question marks. */
  text(text: string, x: number, y: number, size: number, font: 'regular' | 'bold', colour: PdfColour): void {
    const name = font === 'bold' ? 'F2' : 'F1';
    this.#content.push(
      `BT ${fill(colour)} /${name} ${number(size)} Tf ${number(x)} ${number(y)} Td (${escapedPdf(text)}) Tj ET`,
    );
  }

  textCentred(text: string, x: number, y: number, size: number, colour: PdfColour): void {
    this.text(text, x - textWidth(text, size) / 2, y, size, 'regular', colour);
  }

  /** Interleaved x, y. */
  line(points: readonly number[], width: number, colour: PdfColour, isClosed = false): void {
    this.#content.push(`${stroke(colour)} ${number(width)} w ${path(points)} ${isClosed ? 's' : 'S'}`);
  }

  area(points: readonly number[], colour: PdfColour): void {
    this.#content.push(`${fill(colour)} ${path(points)} f`);
  }

  picture(picture: PdfPicture, { x, y, width, height }: PdfBox): void {
    this.#pictures.push(picture);
    const matrix = [width, 0, 0, height, x, y].map(number).join(' ');
    this.#content.push(`q ${matrix} cm /P${this.#pictures.length} Do Q`);
  }

  place(place: PdfPlace): void {
    this.#place = place;
  }

  /** `facts` go into the document's information: Title, Creator and the like. */
  async bytes(codecs: Codecs, facts: Readonly<Record<string, string>>): Promise<Uint8Array> {
    const objects: PdfObject[] = [];
    const add = (head: string, stream: Uint8Array | null = null): number => objects.push({ head, stream });
    const reference = (id: number): string => `${id} 0 R`;
    const pagesId = 2;
    add(`<< /Type /Catalog /Pages ${reference(pagesId)} >>`);
    add('<< /Type /Pages /Kids [3 0 R] /Count 1 >>');
    // Replaced below: the page names objects that follow it.
    add('');
    const fonts = ['Helvetica', 'Helvetica-Bold'].map((name) =>
      add(`<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`),
    );
    const content = await codecs.deflate(new TextEncoder().encode(this.#content.join('\n')));
    const contentId = add('/Filter /FlateDecode', content);
    const pictures: string[] = [];
    for (const [i, picture] of this.#pictures.entries()) {
      const { widthPx, heightPx } = picture;
      const size = `/Type /XObject /Subtype /Image /Width ${widthPx} /Height ${heightPx} /BitsPerComponent 8 /Filter /FlateDecode`;
      const mask = add(`${size} /ColorSpace /DeviceGray`, await codecs.deflate(channelsOf(picture, [3])));
      const colours = await codecs.deflate(channelsOf(picture, [0, 1, 2]));
      const id = add(`${size} /ColorSpace /DeviceRGB /SMask ${reference(mask)}`, colours);
      pictures.push(`/P${i + 1} ${reference(id)}`);
    }
    const resources = `/Font << /F1 ${reference(fonts[0])} /F2 ${reference(fonts[1])} >> /XObject << ${pictures.join(' ')} >>`;
    const box = `[0 0 ${number(this.#width)} ${number(this.#height)}]`;
    objects[2] = {
      head: `<< /Type /Page /Parent ${reference(pagesId)} /MediaBox ${box} /Contents ${reference(contentId)} /Resources << ${resources} >>${placeText(this.#place)} >>`,
      stream: null,
    };
    const info = Object.entries(facts).map(([name, value]) => `/${name} ${textString(value)}`);
    const infoId = add(`<< ${info.join(' ')} >>`);
    return assemble(objects, infoId);
  }
}

/** `head` is the whole object, or the entries of a stream's dictionary. */
type PdfObject = { readonly head: string; readonly stream: Uint8Array | null };

function assemble(objects: readonly PdfObject[], infoId: number): Uint8Array {
  const parts: Uint8Array[] = [latin('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n')];
  let at = parts[0].length;
  const offsets: number[] = [];
  const append = (bytes: Uint8Array): void => {
    parts.push(bytes);
    at += bytes.length;
  };
  for (const [i, { head, stream }] of objects.entries()) {
    offsets.push(at);
    if (stream === null) append(latin(`${i + 1} 0 obj\n${head}\nendobj\n`));
    else {
      append(latin(`${i + 1} 0 obj\n<< ${head} /Length ${stream.length} >>\nstream\n`));
      append(stream);
      append(latin('\nendstream\nendobj\n'));
    }
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const start = at;
  append(
    latin(
      `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R /Info ${infoId} 0 R >>\nstartxref\n${start}\n%%EOF\n`,
    ),
  );
  return joinBytes(parts);
}

function placeText(place: PdfPlace | null): string {
  if (place === null) return '';
  const { box, latLon, crs } = place;
  const type = crs.isGeographic ? 'GEOGCS' : 'PROJCS';
  const system = crs.epsg === null ? `/WKT ${textString(crs.wkt)}` : `/EPSG ${crs.epsg}`;
  const corners = '[0 0 0 1 1 1 1 0]';
  const measure = `<< /Type /Measure /Subtype /GEO /Bounds ${corners} /GPTS [${latLon.join(' ')}] /LPTS ${corners} /GCS << /Type /${type} ${system} >> >>`;
  const bounds = [box.x, box.y, box.x + box.width, box.y + box.height].map(number).join(' ');
  return ` /VP [<< /Type /Viewport /BBox [${bounds}] /Measure ${measure} >>]`;
}

function channelsOf({ rgba }: PdfPicture, channels: readonly number[]): Uint8Array {
  const out = new Uint8Array((rgba.length / 4) * channels.length);
  let to = 0;
  for (let at = 0; at < rgba.length; at += 4) for (const channel of channels) out[to++] = rgba[at + channel];
  return out;
}

/** UTF-16 with its byte order mark, in hexadecimal. */
function textString(text: string): string {
  const units = Array.from({ length: text.length }, (_, i) =>
    text.charCodeAt(i).toString(16).padStart(4, '0'),
  );
  return `<feff${units.join('')}>`;
}

function path(points: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < points.length; i += 2)
    parts.push(`${number(points[i])} ${number(points[i + 1])} ${i === 0 ? 'm' : 'l'}`);
  return parts.join(' ');
}

function fill(colour: PdfColour): string {
  return `${colour.map((part) => number(part / 255)).join(' ')} rg`;
}

function stroke(colour: PdfColour): string {
  return `${colour.map((part) => number(part / 255)).join(' ')} RG`;
}

/** PDF knows no exponents. */
function number(value: number): string {
  return String(Number(value.toFixed(4)));
}

function latin(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
