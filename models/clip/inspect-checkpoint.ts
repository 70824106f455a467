/** Kind, sizes and activation of a checkpoint, from its keys and shapes; no weight is read. */
import { InvalidInput, Unsupported } from '../../core/errors.ts';
import type { CheckpointFiles } from '../checkpoint/checkpoint-files.ts';
import { readCheckpointFiles } from '../checkpoint/read-checkpoint.ts';
import type { StateDict } from '../checkpoint/state-dict.ts';
import { elementCount } from '../checkpoint/state-dict.ts';
import { type ActivationEvidence, findActivation } from './activation-evidence.ts';
import { type ClipSizes, sizesFromShapes } from './clip-config.ts';
import { toPublishedLayout } from './key-layouts.ts';
import { STRETCHED_POSITIONS, weightShapes } from './weight-names.ts';

const FLOATING: ReadonlySet<string> = new Set(['fp64', 'fp32', 'fp16', 'bf16']);

export type InspectedCheckpoint = {
  /** Container: "torch zip", "safetensors". */
  readonly format: string;
  /** Key layout: "published". */
  readonly layout: string;
  /** Under published keys. */
  readonly dict: StateDict;
  /** Key → shape of every weight that is imported, in the order of the published state dict. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly sizes: ClipSizes;
  readonly parameters: number;
  /** Null if the user has to choose it. */
  readonly activation: ActivationEvidence | null;
};

/** Throws `InvalidInput` for damaged files, missing keys and wrong shapes, `Unsupported` for other kinds of model. */
export async function inspectCheckpoint(
  files: CheckpointFiles,
  signal?: AbortSignal,
): Promise<InspectedCheckpoint> {
  const { name } = files;
  const stored = await readCheckpointFiles(files, signal);
  return naming(name, async () => {
    const { layout, dict } = toPublishedLayout(name, stored.dict);
    const sizes = sizesFromShapes(new Map([...dict].map(([key, { shape }]) => [key, shape])));
    const shapes = weightShapes(sizes, dict.has(STRETCHED_POSITIONS));
    checkShapes(dict, shapes);
    const activation = await findActivation({ dict, metadata: stored.metadata }, sizes, files.note);
    const parameters = [...shapes.values()].reduce((sum, shape) => sum + elementCount(shape), 0);
    return { format: stored.format, layout, dict, shapes, sizes, parameters, activation };
  });
}

function checkShapes(dict: StateDict, shapes: ReadonlyMap<string, readonly number[]>): void {
  for (const [key, expected] of shapes) {
    const tensor = dict.get(key);
    if (!tensor) throw new InvalidInput(`key ${key} is missing: the file is incomplete`);
    if (!FLOATING.has(tensor.type))
      throw new Unsupported(
        `${key}: expected floating-point elements, found ${tensor.type}; choose weights that are not quantized`,
      );
    if (tensor.shape.length !== expected.length || tensor.shape.some((extent, i) => extent !== expected[i]))
      throw new InvalidInput(`${key} has shape [${tensor.shape}], expected [${expected}]`);
  }
}

/** Prefixes messages with the file's name if they lack it. */
async function naming<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isOurs = error instanceof InvalidInput || error instanceof Unsupported;
    if (!isOurs || error.message.startsWith(name)) throw error;
    const Kind = error instanceof InvalidInput ? InvalidInput : Unsupported;
    throw new Kind(`${name}: ${error.message}`, { cause: error });
  }
}
