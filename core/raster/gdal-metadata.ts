/** Parser for TIFF tag 42112, GDAL's metadata XML: `<GDALMetadata><Item name="…" sample="0" role="…">value</Item></GDALMetadata>`. */

export type GdalItem = {
  readonly name: string;
  /** 0-based band; null for the whole file. */
  readonly band: number | null;
  readonly role: string | null;
  readonly value: string;
};

const OPEN = '<Item';
const CLOSE = '</Item>';
/** More items than GDAL writes for the thousands of bands that a raster may have. */
const MOST_ITEMS = 20_000;

/**
 * The items in file order, at most 20,000; text that does not match the pattern is ignored. Searches for fixed strings and never goes
 * back, so that the time is proportional to the length for any text.
 */
export function parseGdalMetadata(xml: string): readonly GdalItem[] {
  const items: GdalItem[] = [];
  let at = xml.indexOf(OPEN);
  while (at >= 0 && items.length < MOST_ITEMS) {
    const start = at + OPEN.length;
    const tagEnd = xml.indexOf('>', start);
    if (tagEnd < 0) break;
    const valueEnd = xml.indexOf('<', tagEnd + 1);
    if (valueEnd < 0) break;
    if (isSpace(xml, start) && xml.startsWith(CLOSE, valueEnd))
      items.push(itemOf(attributesOf(xml.slice(start, tagEnd)), xml.slice(tagEnd + 1, valueEnd)));
    at = xml.indexOf(OPEN, valueEnd);
  }
  return items;
}

/** The first item of each band with the given role. */
export function valuesByBand(items: readonly GdalItem[], role: string): ReadonlyMap<number, string> {
  const values = new Map<number, string>();
  for (const item of items)
    if (item.role === role && item.band !== null && !values.has(item.band)) values.set(item.band, item.value);
  return values;
}

function itemOf(attributes: ReadonlyMap<string, string>, value: string): GdalItem {
  const sample = attributes.get('sample');
  return {
    name: attributes.get('name') ?? '',
    band: sample === undefined ? null : Number(sample),
    role: attributes.get('role') ?? null,
    // GDAL escapes values twice.
    value: fromXmlText(fromXmlText(value)),
  };
}

/** Values of `name="…"` pairs; the first one of each name counts. */
function attributesOf(text: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (let at = 0; ; ) {
    const from = text.indexOf('"', at);
    const to = from < 0 ? -1 : text.indexOf('"', from + 1);
    if (to < 0) return attributes;
    const before = text.slice(at, from).trim();
    const name = before.endsWith('=') ? before.slice(0, -1).trim() : '';
    if (name !== '' && !attributes.has(name)) attributes.set(name, fromXmlText(text.slice(from + 1, to)));
    at = to + 1;
  }
}

function isSpace(text: string, at: number): boolean {
  return text[at].trim() === '';
}

/** Text without the five named entities of XML. */
export function fromXmlText(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
