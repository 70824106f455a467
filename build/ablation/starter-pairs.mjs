/** Caption pairs at the starter's scale, from the shared data sets: texts in which the long and the short one say different things. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { numbersFrom, records } from '../mosaics.mjs';

const SETS = ['rsicd-150px', 'ucmerced'];
/** Pictures of UC Merced's training split whose captions describe farmland by mistake (their list is in ../shared/README.md). */
const WRONG =
  /(airplane(47|88)|denseresidential(05|06|50)|harbor84|intersection79|mediumresidential76|overpass(49|50|51))\./;

/**
 * Writes `train.jsonl` (`count` pairs of both sets, at random but always the same) and `val.jsonl` (RSICD, whose recall is measured) into `folder`. Returns
 * their paths. The short text of a picture is its last distinct caption, the long one all others.
 */
export function writeStarterPairs(shared, folder, count) {
  mkdirSync(folder, { recursive: true });
  const random = numbersFrom(5);
  const train = SETS.flatMap((set) => records(shared, set, 'train'))
    .filter(({ path }) => !WRONG.test(path))
    .map((record) => [random(), record])
    .sort(([a], [b]) => a - b)
    .slice(0, count)
    .map(([, record]) => record);
  const write = (name, list) => {
    const file = join(folder, `${name}.jsonl`);
    writeFileSync(file, `${list.map((each) => JSON.stringify(pair(each))).join('\n')}\n`);
    return file;
  };
  return { pairs: write('train', train), retrieval: write('val', records(shared, 'rsicd-150px', 'val')) };
}

function pair({ path, captions }) {
  const distinct = [...new Set(captions)];
  const others = distinct.length > 1 ? distinct.slice(0, -1) : distinct;
  return { image: path, long: `${others.join('. ')}.`, short: distinct.at(-1) };
}
