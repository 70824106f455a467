/**
 * Output of the frozen part for every record, computed once and kept in files: `images.f32` holds `[L, D]` per record,
 * `long.f32` and `short.f32` hold `[T, D]` with T tokens of that text. A file that is too short is continued.
 */

import { joinBytes, joinFloats } from '../../core/bytes/join.ts';
import type { TextKind } from '../../core/documents/dataset.ts';
import type { AppendFile, Storage } from '../../core/host.ts';
import type { Task } from '../../core/task.ts';
import { imageTokens } from '../../models/clip/clip-config.ts';
import type { TextRow } from './batch-feeds.ts';
import type { FrozenPart } from './frozen-part.ts';
import type { RowSource } from './row-source.ts';
import type { TrainingModel } from './training-graph.ts';

/** The same records are always run together: rounding may depend on the batch, and a resumed run must not differ. */
const GROUP = 8;
const FLOAT_BYTES = 4;

/** Thrown when the user asks to stop; the computed part is kept, and a resumed run continues it. */
export class ActivationsStopped extends Error {}

export type Activations = RowSource & { readonly close: () => Promise<void> };

type Kind = 'images' | TextKind;
/** Floats before each record's, and after the last one's: one number more than there are records. */
type Layout = readonly number[];
type Stored = { readonly file: AppendFile; readonly layout: Layout };
type TokenLengths = ReadonlyMap<TextKind, readonly number[]>;

/**
 * Computes what is missing in `folder` and returns rows from there; rows of a tower without a frozen part come from `rows`.
 * `tokens` are the lengths of the texts of each kind in use. Throws `ActivationsStopped` if `shouldStop` resolves to true.
 */
export async function computeActivations(
  storage: Storage,
  folder: string,
  model: TrainingModel,
  frozen: FrozenPart,
  rows: RowSource,
  records: number,
  tokens: TokenLengths,
  task: Task,
  shouldStop: () => Promise<boolean> = async () => false,
): Promise<Activations> {
  const layouts = layoutsOf(model, records, tokens);
  const stored = new Map<Kind, Stored>();
  const close = async () => {
    for (const { file } of stored.values()) await file.close();
  };
  try {
    for (const [kind, layout] of layouts) {
      const file = await storage.openAppend(`${folder}/${kind}.f32`);
      const before = stored.size * records;
      stored.set(kind, { file, layout });
      for (let start = await firstMissing(file, layout); start < records; start += GROUP) {
        task.signal.throwIfAborted();
        if (await shouldStop()) throw new ActivationsStopped('stopped');
        const total = layouts.size * records;
        task.report({ phase: 'running the frozen part', done: before + start, total });
        const group = Array.from({ length: Math.min(GROUP, records - start) }, (_, i) => start + i);
        await file.append(await groupBytes(kind, group, frozen, rows));
      }
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { ...storedRows(stored, rows), close };
}

function layoutsOf(
  { config, entry }: TrainingModel,
  records: number,
  tokens: TokenLengths,
): Map<Kind, Layout> {
  const layouts = new Map<Kind, Layout>();
  const imageElements = imageTokens(config) * config.vision.width;
  if (entry.vision !== null)
    layouts.set('images', layoutOf(Array.from({ length: records }, () => imageElements)));
  if (entry.text !== null)
    for (const [kind, lengths] of tokens)
      layouts.set(kind, layoutOf(lengths.map((length) => length * config.text.width)));
  return layouts;
}

/** Stored rows, and those of `rows` for kinds that are not stored. */
function storedRows(stored: ReadonlyMap<Kind, Stored>, rows: RowSource): RowSource {
  return {
    images: async (records, epoch) => {
      const images = stored.get('images');
      if (images === undefined) return rows.images(records, epoch);
      const found: Float32Array[] = [];
      for (const record of records) found.push(await readRecord(images, record));
      return joinFloats(found);
    },
    texts: async (kind, records) => {
      const texts = stored.get(kind);
      if (texts === undefined) return rows.texts(kind, records);
      const hidden: TextRow[] = [];
      for (const record of records) hidden.push({ hidden: await readRecord(texts, record) });
      return hidden;
    },
  };
}

async function readRecord({ file, layout }: Stored, record: number): Promise<Float32Array> {
  const [start, end] = [layout[record], layout[record + 1]];
  const bytes = await file.read(start * FLOAT_BYTES, (end - start) * FLOAT_BYTES);
  return new Float32Array(bytes.slice().buffer);
}

/** Size of all files, in bytes. */
export function activationBytes(
  { config, entry }: TrainingModel,
  records: number,
  tokens: TokenLengths,
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
  const layout = [0];
  for (const count of elements) layout.push(layout[layout.length - 1] + count);
  return layout;
}

/** Cuts the file to whole groups and gives the first record to compute. The last group is redone in case a power cut damaged it. */
async function firstMissing(file: AppendFile, layout: Layout): Promise<number> {
  const records = layout.length - 1;
  if (file.sizeBytes >= layout[records] * FLOAT_BYTES) return records;
  const whole = layout.filter((end) => end * FLOAT_BYTES <= file.sizeBytes).length - 1;
  const first = Math.max(0, Math.floor(whole / GROUP) - 1) * GROUP;
  await file.truncate(layout[first] * FLOAT_BYTES);
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
