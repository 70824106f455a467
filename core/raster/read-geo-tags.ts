/** Georeferencing tags of a directory, checked for keys that point outside their parameter tags. */
import type { ByteSource } from '../byte-source.ts';
import { InvalidInput } from '../errors.ts';
import type { GeoTags } from '../geo/geo-tags.ts';
import type { TiffDirectory } from './tiff-directory.ts';
import { geoTag as tag } from './tiff-tags.ts';

/** The tags of one directory. Throws `InvalidInput` for a key that points outside its parameter tag. */
export function readGeoTags(source: ByteSource, directory: TiffDirectory): GeoTags {
  const numbers = (tagNumber: number): readonly number[] | null => {
    const values = directory.numbers(tagNumber);
    return values === null ? null : Array.from(values);
  };
  const keyDirectory = directory.integers(tag.keyDirectory);
  const tags: GeoTags = {
    pixelScale: numbers(tag.pixelScale),
    tiepoints: numbers(tag.tiepoints),
    transformation: numbers(tag.transformation),
    keyDirectory: keyDirectory === null ? null : Array.from(keyDirectory),
    doubleParams: numbers(tag.doubleParams),
    asciiParams: directory.bytes(tag.asciiParams),
  };
  checkKeys(tags, source.name);
  return tags;
}

/** Refuses a key whose value lies outside its parameter tag: guessing a CRS from the rest would misplace the scene. */
function checkKeys(tags: GeoTags, where: string): void {
  const keys = tags.keyDirectory;
  if (keys === null) return;
  for (let at = 4; at + 3 < keys.length; at += 4) {
    const [key, location, count, offset] = keys.slice(at, at + 4);
    if (location === 0) continue;
    const held = valuesIn(tags, location);
    if (held === null || offset + count > held)
      throw new InvalidInput(
        `${where}: damaged georeferencing: GeoKey ${key} points to value ${offset + count} of tag ${location}, which holds ${held === null ? 'no values' : `${held} values`}`,
      );
  }
}

/** Number of values in the parameter tag `location`; null if there is no such tag. */
function valuesIn(tags: GeoTags, location: number): number | null {
  switch (location) {
    case tag.doubleParams:
      return tags.doubleParams === null ? 0 : tags.doubleParams.length;
    case tag.asciiParams:
      return tags.asciiParams === null ? 0 : tags.asciiParams.length;
    case tag.keyDirectory:
      return tags.keyDirectory === null ? null : tags.keyDirectory.length;
    default:
      return null;
  }
}
