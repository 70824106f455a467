import type { ByteSource } from '../../core/byte-source.ts';
import { InvalidInput } from '../../core/errors.ts';

/** Opens bytes in memory like a file. */
export function memorySource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    sizeBytes: bytes.length,
    async read(offset, length) {
      if (offset < 0 || offset + length > bytes.length)
        throw new InvalidInput(`${name}: ends before ${offset + length}`);
      return bytes.slice(offset, offset + length);
    },
    close: () => Promise.resolve(),
  };
}
