/** Family, sizes and activation of a checkpoint, from its keys and shapes; no weight is read. */
import { InvalidInput, Unsupported } from '../../core/errors.ts';
import type { CheckpointFiles } from '../checkpoint/checkpoint-files.ts';
import { readCheckpointFiles } from '../checkpoint/read-checkpoint.ts';
import { refuseRelatives, unknownLayout } from '../checkpoint/refused-kinds.ts';
import type { StateDict, StoredCheckpoint } from '../checkpoint/state-dict.ts';
import { elementCount } from '../checkpoint/state-dict.ts';
import { type ActivationEvidence, findActivation } from '../clip/activation-evidence.ts';
import { type ClipSizes, sizesFromShapes } from '../clip/clip-config.ts';
import { clipLayout } from '../clip/key-layouts.ts';
import { STRETCHED_POSITIONS, weightShapes } from '../clip/weight-names.ts';
import { siglipLayout } from '../siglip/key-layouts.ts';
import { type SiglipSizes, siglipSizes } from '../siglip/siglip-config.ts';
import { type StatedBeside, statedBeside } from '../siglip/stated-beside.ts';
import { hasWavePatches } from '../siglip/wave-patches.ts';
import { siglipShapes } from '../siglip/weight-names.ts';

const FLOATING: ReadonlySet<string> = new Set(['fp64', 'fp32', 'fp16', 'bf16']);

type Common = {
  /** Container: "torch zip", "safetensors". */
  readonly format: string;
  /** Key layout: "published". */
  readonly layout: string;
  /** Under the keys of our model folders. */
  readonly dict: StateDict;
  /** Key → shape of every weight that is imported. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly parameters: number;
};

/** `activation` is null if the user has to choose it. */
export type InspectedCheckpoint = Common &
  (
    | {
        readonly family: 'clip';
        readonly sizes: ClipSizes;
        readonly activation: ActivationEvidence | null;
      }
    | {
        readonly family: 'siglip';
        readonly sizes: SiglipSizes;
        readonly activation: Pick<StatedBeside, 'activation' | 'from'>;
      }
  );

/** Throws `InvalidInput` for damaged files, missing keys and wrong shapes, `Unsupported` for other kinds of model. */
export async function inspectCheckpoint(
  files: CheckpointFiles,
  signal?: AbortSignal,
): Promise<InspectedCheckpoint> {
  const { name } = files;
  const stored = await readCheckpointFiles(files, signal);
  return naming(name, async () => {
    refuseRelatives(stored.dict);
    const siglip = siglipLayout(stored.dict);
    if (siglip !== null) return inspectSiglip(files, stored, siglip);
    const clip = clipLayout(stored.dict);
    if (clip === null) throw new InvalidInput(unknownLayout(stored.dict));
    return inspectClip(files, stored, clip);
  });
}

type Found = { readonly layout: string; readonly dict: StateDict };
type Stored = StoredCheckpoint & { readonly format: string };

async function inspectClip(
  files: CheckpointFiles,
  { format, metadata }: Stored,
  { layout, dict }: Found,
): Promise<InspectedCheckpoint> {
  const sizes = sizesFromShapes(shapesOf(dict));
  const shapes = weightShapes(sizes, dict.has(STRETCHED_POSITIONS));
  checkShapes(dict, shapes);
  const activation = await findActivation({ dict, metadata }, sizes, files.note);
  return {
    family: 'clip',
    format,
    layout,
    dict,
    shapes,
    sizes,
    parameters: parametersOf(shapes),
    activation,
  };
}

async function inspectSiglip(
  files: CheckpointFiles,
  { format, dict: stored }: Stored,
  { layout, dict }: Found,
): Promise<InspectedCheckpoint> {
  const ofWeights = siglipSizes(shapesOf(dict));
  const { activation, from, imageSizePx } = await statedBeside(files.note, ofWeights, hasWavePatches(stored));
  const sizes = { ...ofWeights, imageSizePx };
  const shapes = siglipShapes(sizes);
  checkShapes(dict, shapes);
  return {
    family: 'siglip',
    format,
    layout,
    dict,
    shapes,
    sizes,
    parameters: parametersOf(shapes),
    activation: { activation, from },
  };
}

function shapesOf(dict: StateDict): Map<string, readonly number[]> {
  return new Map([...dict].map(([key, { shape }]) => [key, shape]));
}

function parametersOf(shapes: ReadonlyMap<string, readonly number[]>): number {
  return [...shapes.values()].reduce((sum, shape) => sum + elementCount(shape), 0);
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
