/** Writes the graphs and weights of a reduced precision into a model folder, from its float32 weights. */

import { toHalfElements } from '../../core/bytes/half-elements.ts';
import type { Precision } from '../../core/documents/model.ts';
import { InvalidInput } from '../../core/errors.ts';
import type { Storage } from '../../core/host.ts';
import type { Task } from '../../core/task.ts';
import { readCheckpoint } from '../checkpoint/read-checkpoint.ts';
import { layOutSafetensors } from '../checkpoint/write-safetensors.ts';
import { type WrittenElements, writeTensors } from '../checkpoint/write-tensors.ts';
import { int8Linear } from '../clip/int8-linear.ts';
import {
  int8Elements,
  int8Shapes,
  isQuantized,
  type ReadWeight,
  type WeightBits,
} from '../clip/int8-weights.ts';
import { serializeGraph } from '../onnx/serialize-graph.ts';
import { dualEncoder } from './families.ts';
import { storeSums, verifyFiles } from './model-files.ts';
import { type ModelFolder, PATCH_FILES, PRECISION_FILES, WEIGHTS_FILE } from './model-folder.ts';

/** Precisions that are derived from float32. */
export type ReducedPrecision = Exclude<Precision, 'fp32'>;

/**
 * Replaces existing files of `precision`. One weight is in memory at a time. `bits` applies only to int8. Removes what it
 * wrote if it fails.
 */
export async function writePrecision(
  storage: Storage,
  model: ModelFolder,
  precision: ReducedPrecision,
  bits: WeightBits,
  task: Task,
): Promise<void> {
  await removePrecision(storage, model, precision);
  await verifyFiles(storage, model, [WEIGHTS_FILE], task.signal);
  const source = await storage.openRead(`${model.path}/${WEIGHTS_FILE}`);
  try {
    const { dict } = await readCheckpoint(source, task.signal);
    const read = async (key: string) => {
      const tensor = dict.get(key);
      if (!tensor) throw new InvalidInput(`${source.name}: key ${key} is missing`);
      return tensor.read(task.signal);
    };
    if (precision === 'int8') await writeInt8(storage, model, read, bits, task);
    else
      await writeHalves(
        storage,
        model,
        new Map([...dict].map(([key, { shape }]) => [key, shape])),
        read,
        task,
      );
    await storeSums(storage, model.path, filesOf(precision));
  } catch (error) {
    await removePrecision(storage, model, precision);
    throw error;
  } finally {
    await source.close();
  }
}

/** Removes the files of `precision`; those shared with float32 stay. */
export async function removePrecision(
  storage: Storage,
  { path }: ModelFolder,
  precision: ReducedPrecision,
): Promise<void> {
  for (const file of [...filesOf(precision), PATCH_FILES[precision]]) await storage.remove(`${path}/${file}`);
}

/** Files of the precision that are not shared with float32. */
function filesOf(precision: ReducedPrecision): readonly string[] {
  const shared = Object.values(PRECISION_FILES.fp32);
  return Object.values(PRECISION_FILES[precision]).filter((file) => !shared.includes(file));
}

async function writeInt8(
  storage: Storage,
  { path, config }: ModelFolder,
  read: ReadWeight,
  bits: WeightBits,
  task: Task,
): Promise<void> {
  const { weights, vision } = PRECISION_FILES.int8;
  const encoder = dualEncoder(config);
  const floatShapes = encoder.weightShapes();
  const shapes = int8Shapes(floatShapes);
  const { header, entries } = layOutSafetensors(shapes, { bits: String(bits) }, (key) =>
    isQuantized(key) ? 'int8' : 'fp32',
  );
  await writeElements(storage, `${path}/${weights}`, header, [...shapes.keys()], task, (key) =>
    int8Elements(key, floatShapes, read, bits),
  );
  const graph = encoder.visionGraph({ file: weights, entries }, int8Linear);
  await storage.writeFile(`${path}/${vision}`, serializeGraph(graph));
}

async function writeHalves(
  storage: Storage,
  { path, config }: ModelFolder,
  shapes: ReadonlyMap<string, readonly number[]>,
  read: ReadWeight,
  task: Task,
): Promise<void> {
  const { weights, vision, text } = PRECISION_FILES.fp16;
  const { header, entries } = layOutSafetensors(shapes, { format: 'pt' }, () => 'fp16');
  await writeElements(storage, `${path}/${weights}`, header, [...shapes.keys()], task, async (key) =>
    toHalfElements(await read(key), key),
  );
  const places = { file: weights, entries };
  const encoder = dualEncoder(config);
  await storage.writeFile(`${path}/${vision}`, serializeGraph(encoder.visionGraph(places)));
  await storage.writeFile(`${path}/${text}`, serializeGraph(encoder.textGraph(places)));
}

/** Writes a weight file, with the progress of the conversion. */
async function writeElements(
  storage: Storage,
  path: string,
  header: Uint8Array,
  keys: readonly string[],
  task: Task,
  elementsOf: (key: string) => Promise<WrittenElements>,
): Promise<void> {
  let done = 0;
  await writeTensors(storage, path, header, keys, (key) => {
    task.signal.throwIfAborted();
    task.report({ phase: 'converting weights', done: done++, total: keys.length });
    return elementsOf(key);
  });
}
