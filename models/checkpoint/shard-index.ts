/** Parser for `model.safetensors.index.json`, which names the shard of each tensor. */
import { InvalidInput, Unsupported } from '../../core/errors.ts';

const MAX_SHARDS = 1000;

/** File name for each key. Throws `InvalidInput` for an invalid index, `Unsupported` for shards of another format. */
export function parseShardIndex(name: string, bytes: Uint8Array): Map<string, string> {
  const map = weightMap(name, bytes);
  const fileOfKey = new Map<string, string>();
  for (const [key, file] of Object.entries(map)) {
    // Only files beside the index are allowed: a path could lead to any file.
    if (typeof file !== 'string' || !/^[\w][\w.+-]*$/.test(file))
      throw new InvalidInput(
        `${name}: ${key} lies in ${JSON.stringify(file)}, which is not a plain file name`,
      );
    if (!file.endsWith('.safetensors'))
      throw new Unsupported(
        `${name}: shard ${file} is not a safetensors file; convert the model to safetensors`,
      );
    fileOfKey.set(key, file);
  }
  const count = new Set(fileOfKey.values()).size;
  if (count === 0 || count > MAX_SHARDS)
    throw new InvalidInput(`${name}: the index names ${count} shards; expected 1 to ${MAX_SHARDS}`);
  return fileOfKey;
}

function weightMap(name: string, bytes: Uint8Array): object {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new InvalidInput(`${name}: this index of shards is not JSON`, { cause });
  }
  const map = json !== null && typeof json === 'object' && 'weight_map' in json ? json.weight_map : undefined;
  if (map === null || typeof map !== 'object' || Array.isArray(map))
    throw new InvalidInput(`${name}: not an index of safetensors shards: it has no "weight_map"`);
  return map;
}
