/** File name endings of checkpoints. To add one, add an entry here: dialogs, drop target, import and messages follow. */

export const CHECKPOINT_ENDINGS: readonly string[] = ['pt', 'pth', 'bin', 'ckpt', 'safetensors'];

/** Ending of the file that lists the shards of a checkpoint. */
export const SHARD_INDEX_ENDING = '.index.json';

const WEIGHTS = new RegExp(`\\.(${CHECKPOINT_ENDINGS.join('|')})$`, 'i');
const ALL_ENDINGS = new RegExp(`(\\.index\\.json|\\.(${CHECKPOINT_ENDINGS.join('|')}))+$`, 'i');

/** True if a file of this name holds weights. */
export function isWeightsFile(name: string): boolean {
  return WEIGHTS.test(name);
}

/** True if a file of this name can be imported: weights, or the index of their shards. */
export function isCheckpointFile(name: string): boolean {
  return isWeightsFile(name) || (name.endsWith(SHARD_INDEX_ENDING) && isWeightsFile(baseOf(name)));
}

/** The name without the endings of weights and index: `model` of `model.safetensors.index.json`. */
export function withoutCheckpointEndings(name: string): string {
  return name.replace(ALL_ENDINGS, '');
}

/** `.pt, .pth, .bin, .ckpt or .safetensors`, for messages. */
export function checkpointEndingsInWords(): string {
  const dotted = CHECKPOINT_ENDINGS.map((ending) => `.${ending}`);
  return `${dotted.slice(0, -1).join(', ')} or ${dotted.at(-1)}`;
}

function baseOf(indexName: string): string {
  return indexName.slice(0, -SHARD_INDEX_ENDING.length);
}
