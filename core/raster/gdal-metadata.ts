/** Parser for TIFF tag 42112, GDAL's metadata XML: `<GDALMetadata><Item name="…" sample="0" role="…">value</Item></GDALMetadata>`. */

export type GdalItem = {
  readonly name: string;
  /** 0-based band; null for the whole file. */
  readonly band: number | null;
  readonly role: string | null;
  readonly value: string;
};

/** All items in file order; text that does not match the pattern is ignored. */
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
