/** Reads the records of a JSON array or of JSON lines from a text that comes in pieces. */
import { InvalidInput } from '../../core/errors.ts';
import type { RawRecord } from './raw-record.ts';
import { checkRecordLength } from './read-text.ts';

type Pieces = AsyncIterable<string>;

/** Yields the records of each piece. Throws `InvalidInput` naming the first line, or element of the array, that is not JSON. */
export async function* jsonRecords(pieces: Pieces, path: string): AsyncGenerator<readonly RawRecord[]> {
  let start = '';
  const rest = pieces[Symbol.asyncIterator]();
  for (;;) {
    const { value, done } = await rest.next();
    if (done === true) break;
    start += value;
    if (start.trimStart() !== '') break;
  }
  const again = async function* (): Pieces {
    yield start;
    yield* { [Symbol.asyncIterator]: () => rest };
  };
  if (start.trimStart().startsWith('[')) yield* arrayRecords(again(), path);
  else yield* lineRecords(again(), path);
}

async function* lineRecords(pieces: Pieces, path: string): AsyncGenerator<readonly RawRecord[]> {
  let [waiting, line] = ['', 0];
  const record = (text: string): RawRecord[] => {
    line++;
    const origin = `${path}, line ${line}`;
    return text.trim() === '' ? [] : [{ origin, value: parseJson(text, origin) }];
  };
  for await (const piece of pieces) {
    const lines = `${waiting}${piece}`.split('\n');
    waiting = lines[lines.length - 1];
    lines.length -= 1;
    yield lines.flatMap(record);
    checkRecordLength(waiting, () => `${path}, line ${line + 1}`);
  }
  yield record(waiting);
}

async function* arrayRecords(pieces: Pieces, path: string): AsyncGenerator<readonly RawRecord[]> {
  let [waiting, count] = ['', 0];
  const scan = new ElementScan();
  for await (const piece of pieces) {
    waiting += piece;
    const elements = scan.elements(waiting);
    // An empty array has one element without text.
    const isEmpty = scan.isClosed && count === 0 && elements.length === 1 && elements[0].trim() === '';
    yield isEmpty
      ? []
      : elements.map((text) => {
          count++;
          const origin = `${path}, record ${count}`;
          return { origin, value: parseJson(text, origin) };
        });
    waiting = scan.unread(waiting);
    if (scan.isClosed && waiting.trim() !== '')
      throw new InvalidInput(`${path}: is not JSON: there is text after the end of the array`);
    checkRecordLength(waiting, () => `${path}, record ${count + 1}`);
  }
  if (!scan.isClosed) throw new InvalidInput(`${path}: is not JSON: the array is not closed`);
}

/** Finds the ends of the elements of an array from its brackets, quotes and commas. */
class ElementScan {
  isClosed = false;
  #at = 0;
  /** Start of the element that is being read. */
  #start = -1;
  #depth = 0;
  #inText = false;

  /** Texts of the elements that end in `text`. `text` begins with the rest that `unread` returned. */
  elements(text: string): string[] {
    const found: string[] = [];
    if (this.#start < 0) this.#start = this.#at = text.indexOf('[') + 1;
    while (!this.isClosed) {
      const sign = this.#inText ? /["\\]/g : /["[\]{},]/g;
      sign.lastIndex = this.#at;
      const match = sign.exec(text);
      if (match === null) {
        this.#at = Math.max(this.#at, text.length);
        break;
      }
      const at = match.index;
      // The character after a backslash is skipped; it may be in the next piece.
      this.#at = at + (text[at] === '\\' ? 2 : 1);
      if (this.#ends(text[at])) {
        found.push(text.slice(this.#start, at));
        this.#start = at + 1;
      }
    }
    return found;
  }

  /** The rest of `text` that does not belong to an element yet; after the array is closed, everything that follows it. */
  unread(text: string): string {
    const from = this.#start;
    this.#at -= from;
    this.#start = 0;
    return text.slice(from);
  }

  #ends(sign: string): boolean {
    if (sign === '\\') return false;
    if (sign === '"') this.#inText = !this.#inText;
    else if (sign === '[' || sign === '{') this.#depth++;
    else if (sign === ',') return this.#depth === 0;
    else if (this.#depth > 0) this.#depth--;
    else this.isClosed = sign === ']';
    return this.isClosed;
  }
}

function parseJson(text: string, origin: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidInput(`${origin}: is not JSON`, { cause });
  }
}
