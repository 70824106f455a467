/** Keys of pictures by content, so that a renamed or copied picture is not encoded again and a changed one is. */
import type { Storage } from '../../../core/host.ts';
import type { Task } from '../../../core/task.ts';
import type { PictureService } from '../scenes/picture-service.ts';
import type { EmbeddingKey } from './embedding-cache.ts';
import type { Encodable } from './encode-pictures.ts';

const AT_ONCE = 8;

/** SHA-256 of each file, in order. */
export async function pictureKeys(
  storage: Storage,
  paths: readonly string[],
  task: Task,
): Promise<readonly EmbeddingKey[]> {
  const keys: EmbeddingKey[] = [];
  for (let at = 0; at < paths.length; at += AT_ONCE) {
    task.signal.throwIfAborted();
    task.report({ phase: 'reading', done: at, total: paths.length });
    keys.push(
      ...(await Promise.all(paths.slice(at, at + AT_ONCE).map((path) => storage.sha256(path, task.signal)))),
    );
  }
  return keys;
}

export function encodables(
  pictures: PictureService,
  paths: readonly string[],
  keys: readonly EmbeddingKey[],
): readonly Encodable[] {
  return paths.map((path, i) => ({ key: keys[i], read: () => pictures.read(path) }));
}
