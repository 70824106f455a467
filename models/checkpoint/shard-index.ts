/** `model.safetensors.index.json`: which shard holds which tensor. */
import { InvalidInput, Unsupported } from '../../core/errors.ts';

const MAX_SHARDS = 1000;

/** Key → file name. Throws `InvalidInput` for what is no index, `Unsupported` for shards of another format. */
export function parseShardIndex(name: string, bytes: Uint8Array): Map<string, string> {
  const map = weightMap(name, bytes);
  const fileOfKey = new Map<string, string>();
  for (const [key, file] of Object.entries(map)) {
    // Only files beside the index: a name that leads elsewhere could read anything.
    if (typeof file !== 'string' || !/^[\w][\w.+-]*$/.test(file))
      throw new InvalidInput(`${name}: ${key} lies in ${JSON.stringify(file)}, which is no plain file name`);
    if (!file.endsWith('.safetensors'))
      throw new Unsupported(`${name}: shard ${file} is not in safetensors format; convert the model to it`);
    fileOfKey.set(key, file);
  }
  const count = new Set(fileOfKey.values()).size;
  if (count === 0 || count > MAX_SHARDS) throw new InvalidInput(`${name}: names ${count} shards`);
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
    throw new InvalidInput(`${name}: no "weight_map" in it: not an index of safetensors shards`);
  return map;
}
