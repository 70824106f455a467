/**
 * What the frozen part gives for every record, computed once and kept in files: `images.f32` holds `[L, D]` a record,
 * `long.f32` and `short.f32` `[T, D]` of as many tokens as the text has. A file that is shorter than it must be is gone
 * on with.
 */
import { joinBytes } from '../../core/bytes/join.ts';
import type { AppendFile, Storage } from '../../core/host.ts';
import type { Task } from '../../core/task.ts';
import { imageTokens } from '../../models/clip/clip-config.ts';
import type { TextRow } from './batch-feeds.ts';
import type { FrozenPart } from './frozen-part.ts';
import type { RowSource } from './row-source.ts';
import type { TrainingModel } from './training-graph.ts';

/** Always the same records run together: rounding may depend on the company, and a resumed run must not differ. */
const GROUP = 8;
const FLOAT_BYTES = 4;

/** At the user's wish; what was computed is kept and gone on with. */
export class ActivationsStopped extends Error {}

export type Activations = RowSource & { readonly close: () => Promise<void> };

type Kind = 'images' | 'long' | 'short';
/** Floats before each record's, and of all. */
type Layout = { readonly starts: readonly number[]; readonly total: number };

/** `tokens`: lengths of the texts of each kind that is used. Rows of a tower without frozen part come from `rows`. */
export async function computeActivations(
  storage: Storage,
  folder: string,
  model: TrainingModel,
  frozen: FrozenPart,
  rows: RowSource,
  records: number,
  tokens: ReadonlyMap<'long' | 'short', readonly number[]>,
  task: Task,
  shouldStop: () => Promise<boolean> = async () => false,
): Promise<Activations> {
  const { config, entry } = model;
  const imageElements = imageTokens(config) * config.vision.width;
  const layouts = new Map<Kind, Layout>();
  if (entry.vision !== null)
    layouts.set('images', layoutOf(Array.from({ length: records }, () => imageElements)));
  if (entry.text !== null)
    for (const [kind, lengths] of tokens)
      layouts.set(kind, layoutOf(lengths.map((length) => length * config.text.width)));
  const files = new Map<Kind, AppendFile>();
  const close = async () => {
    for (const file of files.values()) await file.close();
  };
  try {
    let done = 0;
    for (const [kind, layout] of layouts) {
      const file = await storage.openAppend(`${folder}/${kind}.f32`);
      files.set(kind, file);
      for (let start = await firstMissing(file, layout); start < records; start += GROUP) {
        task.signal.throwIfAborted();
        if (await shouldStop()) throw new ActivationsStopped('stopped');
        task.report({ phase: 'running the frozen part', done: done + start, total: layouts.size * records });
        const group = Array.from({ length: Math.min(GROUP, records - start) }, (_, i) => start + i);
        await file.append(await groupBytes(kind, group, frozen, rows));
      }
      done += records;
    }
  } catch (error) {
    await close();
    throw error;
  }
  const read = async (kind: Kind, record: number): Promise<Float32Array> => {
    const { starts, total } = layouts.get(kind)!;
    const end = starts[record + 1] ?? total;
    const bytes = await files
      .get(kind)!
      .read(starts[record] * FLOAT_BYTES, (end - starts[record]) * FLOAT_BYTES);
    return new Float32Array(bytes.slice().buffer);
  };
  return {
    images: async (wanted, epoch) => {
      if (entry.vision === null) return rows.images(wanted, epoch);
      const all = new Float32Array(wanted.length * imageElements);
      for (const [i, record] of wanted.entries()) all.set(await read('images', record), i * imageElements);
      return all;
    },
    texts: async (kind, wanted) => {
      if (entry.text === null) return rows.texts(kind, wanted);
      const hidden: TextRow[] = [];
      for (const record of wanted) hidden.push({ hidden: await read(kind, record) });
      return hidden;
    },
    close,
  };
}

/** Of the whole set, in bytes. */
export function activationBytes(
  { config, entry }: TrainingModel,
  records: number,
  tokens: ReadonlyMap<'long' | 'short', readonly number[]>,
): number {
  const { vision, text } = config;
  const images = entry.vision === null ? 0 : records * imageTokens(config) * vision.width;
  let texts = 0;
  if (entry.text !== null)
    for (const lengths of tokens.values())
      texts += lengths.reduce((total, length) => total + length, 0) * text.width;
  return FLOAT_BYTES * (images + texts);
}

function layoutOf(elements: readonly number[]): Layout {
  const starts: number[] = [];
  let total = 0;
  for (const count of elements) {
    starts.push(total);
    total += count;
  }
  return { starts, total };
}

/** Cuts the file to whole groups; the last one is done again, in case a power cut tore it. */
async function firstMissing(file: AppendFile, { starts, total }: Layout): Promise<number> {
  if (file.sizeBytes >= total * FLOAT_BYTES) return starts.length;
  const whole = starts.filter((start) => start * FLOAT_BYTES <= file.sizeBytes).length - 1;
  const first = Math.max(0, Math.floor(whole / GROUP) - 1) * GROUP;
  await file.truncate((starts[first] ?? 0) * FLOAT_BYTES);
  return first;
}

async function groupBytes(
  kind: Kind,
  group: readonly number[],
  frozen: FrozenPart,
  rows: RowSource,
): Promise<Uint8Array> {
  if (kind === 'images')
    return joinBytes([await frozen.runImages(await rows.images(group, 0), group.length)]);
  const ids = (await rows.texts(kind, group)).map((row) => {
    if ('hidden' in row) throw new Error('the frozen part reads token ids');
    return row;
  });
  return joinBytes(
    (await frozen.runTexts(ids)).map((row) => {
      if (!('hidden' in row)) throw new Error('the frozen part gave token ids');
      return row.hidden;
    }),
  );
}
