/** Puts the input in the place of an index, or of a file beside it, and asks the index a question. */
import type { SceneId } from '../../../core/documents/ids.ts';
import { InvalidInput, NotFound, Unsupported } from '../../../core/errors.ts';
import { BANK_COUNT, type Bank, bankOf } from '../../../core/search/bank.ts';
import { OpenIndex } from '../../../core/search/open-index.ts';
import { searchIndex } from '../../../core/search/search-index.ts';
import { IndexFiles } from '../../../electron/app/search/index-files.ts';
import { DIM } from '../../core/search/synthetic-scene.ts';
import { MemoryStorage } from '../memory-storage.ts';
import { type Target, TargetFault } from '../outcome.ts';

const SCENE = 'scene' as SceneId;
const STEM = 'indexes/scene/0123456789abcdef0123456789abcdef';
const BANK = smallBank();
const HITS = 10;

/** `sound` is an index file, for inputs that are files beside it. */
export function indexFileTarget(sound: Uint8Array): Target {
  return {
    fileName: (input) => `${STEM}${endingOf(input)}`,
    run: async (input) => {
      const storage = new MemoryStorage();
      storage.files.set(`${STEM}.lsix`, sound);
      storage.files.set(`${STEM}${endingOf(input)}`, input);
      await ask(new IndexFiles(storage, 'indexes'), endingOf(input));
    },
  };
}

async function ask(files: IndexFiles, ending: string): Promise<void> {
  const path = `${STEM}.lsix`;
  const faults = await files.faults(SCENE);
  if (faults.some((fault) => !fault.includes(path))) throw new TargetFault(`not named: ${faults.join()}`);
  const index = await files.tryOpen(path);
  if (index instanceof InvalidInput || index instanceof NotFound || index instanceof Unsupported) throw index;
  if (!(index instanceof OpenIndex)) throw new TargetFault('neither an index nor a typed error');
  if (index.windowsDone > index.windowsPlanned)
    throw new TargetFault(`${index.windowsDone} windows of ${index.windowsPlanned} planned`);
  const cells = await files.cellsOf(index);
  const dim = index.key.model.embeddingDim;
  const query = new Float32Array(dim).fill(1 / Math.sqrt(dim));
  const found = searchIndex(index, query, cells, HITS);
  for (const { score } of found.hits)
    if (!(Math.abs(score) <= 1.01) && ending !== '.lsix') throw new TargetFault(`a cosine of ${score}`);
  if (dim === DIM) (await files.bankScoresOf(index, BANK)).standing(query, found.scores);
}

function endingOf(input: Uint8Array): string {
  const magic = String.fromCharCode(...input.subarray(0, 4));
  return magic === 'LCSL' ? '.cells' : magic === 'LSBS' ? '.bank' : '.lsix';
}

/** Unit vectors in halves: the numbers 0.5 and 0, four to a vector. */
export function smallBank(): Bank {
  const halves = new Uint16Array(BANK_COUNT * DIM);
  for (let sentence = 0; sentence < BANK_COUNT; sentence++)
    for (let i = 0; i < 4; i++)
      halves[sentence * DIM + ((sentence * 7 + i * 5 + (sentence >> 5) * i) % DIM)] = 0x3800;
  return bankOf('ab'.repeat(32), halves, DIM);
}
