/** Imports the input as embeddings and asks them by their first window. An input that begins as JSON is the STAC item beside a sound file. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { closing } from '../../../core/closing.ts';
import { Faults } from '../../../core/faults.ts';
import type { ParquetFile } from '../../../core/portable/parquet-file.ts';
import { quantizationBound, readQuantization } from '../../../core/portable/quantization.ts';
import { EmbeddingsReader } from '../../../core/portable/read-embeddings.ts';
import { quantizationIn } from '../../../core/portable/stac-documents.ts';
import { unattended } from '../../../core/task.ts';
import { EmbeddingStore } from '../../../electron/app/embeddings/embedding-store.ts';
import type { NodeHost } from '../../../electron/node/node-host.ts';
import { MemoryStorage } from '../memory-storage.ts';
import { type Target, TargetFault } from '../outcome.ts';

const NAME = 'file.parquet';
const ITEM = 'file.json';

/** `integers` is a file whose quantization only its item states; `scratch` is an empty folder. */
export function parquetTarget(host: NodeHost, scratch: string, integers: Uint8Array): Target {
  return {
    fileName: (input) => (isItem(input) ? 'file.' : NAME),
    run: async (input) => {
      const stated = isItem(input) ? new TextDecoder().decode(input) : null;
      const path = join(scratch, NAME);
      await mkdir(scratch, { recursive: true });
      await writeFile(path, stated === null ? input : integers);
      await using file = closing(await host.openParquet(path));
      await imported(file, stated);
    },
  };
}

function isItem(input: Uint8Array): boolean {
  return input[0] === '{'.charCodeAt(0);
}

async function imported(file: ParquetFile, item: string | null): Promise<void> {
  const storage = new MemoryStorage();
  const store = new EmbeddingStore(storage, 'embeddings', new Faults());
  const stated = item === null ? null : readQuantization(quantizationIn(parsed(item)), ITEM);
  const reader = await EmbeddingsReader.open(file, NAME, stated);
  const bound = reader.quantization === null ? null : quantizationBound(reader.quantization);
  try {
    await store.add('set', NAME, reader, bound, unattended());
  } catch (error) {
    if (storage.files.size > 0) throw new TargetFault(`a refused import leaves ${[...storage.files.keys()]}`);
    throw error;
  }
  const [set] = await store.list();
  if (set === undefined) throw new TargetFault('an import left a set that cannot be read');
  await store.vector(set.id, 1);
  await store.places(set.id, [1, set.rows]);
}

/** Text that is not JSON is a change like any other: the item states nothing. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
