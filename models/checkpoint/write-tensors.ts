/** Writes a safetensors file tensor by tensor. */
import { joinBytes, viewBytes } from '../../core/bytes/join.ts';
import type { Storage } from '../../core/host.ts';

export type WrittenElements = Float32Array | Uint16Array | Int8Array;

/** Appends are synced to the disk: small tensors go together. */
const APPEND_BYTES = 16 * 2 ** 20;

/**
 * Writes `header`, then the elements of each key in order; they are on the disk when the promise resolves. Memory is bounded
 * by the largest tensor and 16 MB. Throws what the storage and `elementsOf` throw; the file is then incomplete.
 */
export async function writeTensors(
  storage: Storage,
  path: string,
  header: Uint8Array,
  keys: Iterable<string>,
  elementsOf: (key: string) => WrittenElements | Promise<WrittenElements>,
): Promise<void> {
  const file = await storage.openAppend(path);
  try {
    let pending = [header];
    let pendingBytes = header.length;
    const flush = async () => {
      await file.append(pending.length === 1 ? pending[0] : joinBytes(pending));
      pending = [];
      pendingBytes = 0;
    };
    for (const key of keys) {
      const bytes = viewBytes(await elementsOf(key));
      pending.push(bytes);
      pendingBytes += bytes.length;
      if (pendingBytes >= APPEND_BYTES) await flush();
    }
    if (pendingBytes > 0) await flush();
  } finally {
    await file.close();
  }
}
