/** Reads a text file in pieces, so that a list of any length takes little memory. */
import { closing } from '../../core/closing.ts';
import { InvalidInput } from '../../core/errors.ts';
import type { Storage } from '../../core/host.ts';

const PIECE_BYTES = 4 << 20;
/** Limit in UTF-16 units. A longer record is not a caption but damage, such as a quote that is not closed. */
const LONGEST_RECORD = 16 << 20;

/** The text in order, without a byte order mark. Throws `InvalidInput` for bytes that are not UTF-8, `NotFound` for a missing file. */
export async function* readText(storage: Storage, path: string): AsyncGenerator<string> {
  await using source = closing(await storage.openRead(path));
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (bytes: Uint8Array, stream: boolean): string => {
    try {
      return decoder.decode(bytes, { stream });
    } catch (cause) {
      throw new InvalidInput(`${path}: the text is not UTF-8: save the file as UTF-8`, { cause });
    }
  };
  for (let at = 0; at < source.sizeBytes; at += PIECE_BYTES) {
    const bytes = await source.read(at, Math.min(PIECE_BYTES, source.sizeBytes - at));
    yield decode(bytes, true);
  }
  yield decode(new Uint8Array(), false);
}

/** Throws `InvalidInput` if `text`, the beginning of a record, is too long. `origin` says where the record begins. */
export function checkRecordLength(text: string, origin: () => string): void {
  if (text.length > LONGEST_RECORD)
    throw new InvalidInput(
      `${origin()}: the record is longer than ${LONGEST_RECORD} characters: a line end, a bracket or a quote is missing`,
    );
}
