/** SHA-256 of a whole source, read in chunks. */
import type { ByteSource } from '../../core/byte-source.ts';
import type { Task } from '../../core/task.ts';
import { Sha256 } from './sha256.ts';

const CHUNK_BYTES = 8 * 2 ** 20;

/** In hexadecimal. */
export async function hashSource(source: ByteSource, task: Task): Promise<string> {
  const hash = new Sha256();
  for (let at = 0; at < source.sizeBytes; at += CHUNK_BYTES) {
    task.signal.throwIfAborted();
    hash.update(await source.read(at, Math.min(CHUNK_BYTES, source.sizeBytes - at), task.signal));
    task.report({ phase: 'checking', done: at, total: source.sizeBytes });
  }
  return hash.finish();
}
