/** SHA-256 of whole sources, read in chunks. */
import type { ByteSource } from '../../core/byte-source.ts';
import type { Task } from '../../core/task.ts';
import { Sha256 } from './sha256.ts';

const CHUNK_BYTES = 8 * 2 ** 20;

/** Hash in hexadecimal; several sources are concatenated, as by `cat A B | sha256sum`. Rejects when the task is aborted. */
export async function hashSources(sources: readonly ByteSource[], task: Task): Promise<string> {
  const hash = new Sha256();
  const total = sources.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let done = 0;
  for (const source of sources)
    for (let at = 0; at < source.sizeBytes; at += CHUNK_BYTES) {
      task.signal.throwIfAborted();
      const bytes = await source.read(at, Math.min(CHUNK_BYTES, source.sizeBytes - at), task.signal);
      hash.update(bytes);
      done += bytes.length;
      task.report({ phase: 'checking', done, total, unit: 'bytes' });
    }
  return hash.finish();
}
