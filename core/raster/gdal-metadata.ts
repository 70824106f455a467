/** Items of tag 42112, GDAL's own XML: `<GDALMetadata><Item name="…" sample="0" role="…">value</Item></GDALMetadata>`. */

export type GdalItem = {
  readonly name: string;
  /** Band from 0; null for the whole file. */
  readonly band: number | null;
  readonly role: string | null;
  readonly value: string;
};

export function parseGdalMetadata(xml: string): readonly GdalItem[] {
  return Array.from(xml.matchAll(/<Item\s([^>]*)>([^<]*)<\/Item>/g), ([, attributes, value]) => {
    const sample = attribute(attributes, 'sample');
    return {
      name: attribute(attributes, 'name') ?? '',
      band: sample === null ? null : Number(sample),
      role: attribute(attributes, 'role'),
      // GDAL escapes values twice.
      value: fromXmlText(fromXmlText(value)),
    };
  });
}

function attribute(attributes: string, name: string): string | null {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*"([^"]*)"`).exec(attributes);
  return found === null ? null : fromXmlText(found[1]);
}

function fromXmlText(text: string): string {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, '&');
}
