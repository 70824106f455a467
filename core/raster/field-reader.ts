/** Reader for single tags of a directory, with the checks that several parts of the layout need. */
import type { ByteSource } from '../byte-source.ts';
import { InvalidInput } from '../errors.ts';
import type { TiffDirectory } from './tiff-directory.ts';

const maxSidePx = 10_000_000;

export type FieldReader = {
  /** The file, for messages. */
  readonly where: string;
  /** The first value of a tag. */
  one(tagNumber: number, fallback: number): number;
  /** A width or height. Throws `InvalidInput` if it is missing or not possible. */
  side(tagNumber: number, name: string): number;
  all(tagNumber: number): ArrayLike<number> | null;
};

export function fieldReader(source: ByteSource, directory: TiffDirectory): FieldReader {
  const where = source.name;
  return {
    where,
    one: (tagNumber, fallback) => {
      const values = directory.integers(tagNumber);
      return values === null || values.length === 0 ? fallback : values[0];
    },
    side: (tagNumber, name) => {
      const value = directory.integers(tagNumber)?.[0];
      if (value === undefined)
        throw new InvalidInput(`${where}: required tag ${name} (${tagNumber}) is missing`);
      if (!(value >= 1 && value <= maxSidePx))
        throw new InvalidInput(`${where}: ${name} is ${value}; expected 1 to ${maxSidePx}`);
      return value;
    },
    all: (tagNumber) => directory.integers(tagNumber),
  };
}
