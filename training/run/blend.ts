/**
 * The result of a run that keeps a share of its base: a mean of the base's weights and the trained ones (WiSE-FT, Wortsman et al. 2022),
 * with a share for each tower. It is measured and imported instead of the checkpoint that it was made from, which the run resumes from.
 */
import { keptShareOf } from '../../core/documents/kept-share.ts';
import type { RunSpec } from '../../core/documents/run.ts';
import type { Storage } from '../../core/host.ts';
import { towerOf } from '../../models/clip/weight-names.ts';
import type { ModelWeights } from '../step/model-weights.ts';
import { digits, type Saved, writeWeights } from './checkpoint.ts';

type Kept = Pick<RunSpec, 'keptShare'>;

const PREFIX = 'blend-';

/** Copies of the trained weights of the base. */
export function trainedCopies(base: ModelWeights, trainable: ReadonlySet<string>): ModelWeights {
  return new Map(
    [...base].flatMap(([key, { shape, elements }]) =>
      trainable.has(key) ? [[key, { shape, elements: elements.slice() }] as const] : [],
    ),
  );
}

/** Folder of the result after `step`: that of the checkpoint itself, `checkpoint`, if nothing of the base is kept. */
export function resultFolder({ keptShare }: Kept, checkpoint: string): string {
  return keptShare === 0 ? checkpoint : checkpoint.replace(/^step-/, PREFIX);
}

/** Writes share * base + (1 - share) * trained in the place of the trained weights, and returns the folder's name. The temperature counts to the image tower. */
export function writeBlend(
  storage: Storage,
  run: string,
  { weights, optimizer, conventions }: Pick<Saved, 'weights' | 'optimizer' | 'conventions'>,
  base: ModelWeights,
  kept: Kept,
): Promise<string> {
  const name = `${PREFIX}${digits(optimizer.step)}`;
  const elements = (key: string): Float32Array => {
    const trained = weights.get(key)!.elements;
    const before = base.get(key);
    if (before === undefined) return trained;
    const share = keptShareOf(towerOf(key) ?? 'vision', kept);
    return trained.map((value, i) => share * before.elements[i] + (1 - share) * value);
  };
  return writeWeights(storage, run, name, { weights, step: optimizer.step, conventions }, elements);
}

/** Removes the results of checkpoints other than `kept`. */
export async function removeBlends(
  storage: Storage,
  run: string,
  kept: readonly (string | null)[],
): Promise<void> {
  const steps = kept.map((name) => name?.replace(/^\D+/, ''));
  for (const name of await storage.list(`${run}/checkpoints`))
    if (name.startsWith(PREFIX) && !steps.includes(name.slice(PREFIX.length)))
      await storage.remove(`${run}/checkpoints/${name}`);
}
