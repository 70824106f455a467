/** Caption pairs of a run: read, checked and split. */

import { type TextKind, USED_TEXTS } from '../../core/documents/dataset.ts';
import type { PairSource, RunSpec } from '../../core/documents/run.ts';
import { InvalidInput, NotFound } from '../../core/errors.ts';
import type { Storage } from '../../core/host.ts';
import { Sha256 } from '../../models/checkpoint/sha256.ts';
import { alikeFault } from '../dataset/alike-captions.ts';
import { type CaptionPair, OUR_FIELDS } from '../dataset/caption-pair.ts';
import { findPicture } from '../dataset/find-picture.ts';
import { firstSentence } from '../dataset/first-sentence.ts';
import { ANYWHERE, BESIDE } from '../dataset/picture-path.ts';
import { type MalformedRecord, pairsInPieces, type ReadPairs } from '../dataset/read-pairs.ts';
import { splitPairs } from '../dataset/split-pairs.ts';
import { fittedSpec, type WrittenSpec } from './run-spec.ts';

export type RunData = {
  readonly train: readonly CaptionPair[];
  readonly validation: readonly CaptionPair[];
  /** Digest of the pictures' paths and the texts, in their order. */
  readonly sha256: string;
};

/** Throws `InvalidInput` or `NotFound` for the first record that cannot be used, and `InvalidInput` for data too small to split. */
export async function readRunData(storage: Storage, spec: RunSpec, datasets: string): Promise<RunData> {
  const read = await readSource(storage, spec, spec.data, datasets);
  await refuseFaults(storage, read, spec);
  const fault = alikeFault(read.pairs, usedKinds(spec));
  if (fault !== null) throw new InvalidInput(fault);
  const { validation } = spec;
  if (validation.kind === 'share') {
    const split = splitPairs(read.pairs, validation.share, spec.seed);
    return { ...split, sha256: digest(split.train, split.validation) };
  }
  if (validation.kind === 'none')
    return { train: read.pairs, validation: [], sha256: digest(read.pairs, []) };
  const held = await readSource(storage, spec, validation.source, datasets);
  await refuseFaults(storage, held, spec);
  return { train: read.pairs, validation: held.pairs, sha256: digest(read.pairs, held.pairs) };
}

/** The spec with the settings that follow from the number of pairs. Reads the pairs only if one is open. Throws as `readRunData` does. */
export async function completeSpec(
  storage: Storage,
  written: WrittenSpec,
  datasets: string,
): Promise<RunSpec> {
  const { spec, open } = written;
  if (open.length === 0) return spec;
  return fittedSpec(written, (await readRunData(storage, spec, datasets)).train.length);
}

async function readSource(...source: Parameters<typeof sourceInPieces>): Promise<ReadPairs> {
  const pairs: CaptionPair[] = [];
  const malformed: MalformedRecord[] = [];
  for await (const piece of sourceInPieces(...source)) {
    for (const pair of piece.pairs) pairs.push(pair);
    for (const record of piece.malformed) malformed.push(record);
  }
  return { pairs, malformed };
}

/** The records of one source, piece by piece; malformed ones are listed. */
export async function* sourceInPieces(
  storage: Storage,
  { firstSentenceAsShort }: Pick<RunSpec, 'firstSentenceAsShort'>,
  source: PairSource,
  datasets: string,
): AsyncGenerator<ReadPairs> {
  const { paths, fields, imageRoot, pictures } =
    source.kind === 'files'
      ? source
      : {
          paths: [`${datasets}/${source.dataset}/pairs.jsonl`],
          fields: OUR_FIELDS,
          imageRoot: null,
          pictures: 'beside',
        };
  const scope = pictures === 'beside' ? BESIDE : ANYWHERE;
  for (const path of paths)
    for await (const piece of pairsInPieces(storage, path, fields, imageRoot, scope))
      yield firstSentenceAsShort
        ? {
            ...piece,
            pairs: piece.pairs.map((pair) => ({ ...pair, short: pair.long && firstSentence(pair.long) })),
          }
        : piece;
}

/** Kinds of texts that a run compares. */
export function usedKinds({ texts }: Pick<RunSpec, 'texts'>): readonly TextKind[] {
  return USED_TEXTS[texts];
}

async function refuseFaults(storage: Storage, { pairs, malformed }: ReadPairs, spec: RunSpec): Promise<void> {
  const [first] = malformed;
  if (first) throw new InvalidInput(`${first.origin}: ${first.reason} (the data check lists every problem)`);
  for (const kind of usedKinds(spec)) {
    const lacking = pairs.find((pair) => pair[kind] === null || pair[kind].trim() === '');
    if (lacking)
      throw new InvalidInput(
        `${lacking.origin}: has no ${kind} text; add it, or train with "texts": "${kind === 'long' ? 'short' : 'long'}"`,
      );
  }
  for (const pair of pairs)
    if ((await findPicture(storage, pair)) === null)
      throw new NotFound(`${pair.origin}: the picture ${pair.image} does not exist, or is not a file`);
}

function digest(...parts: readonly (readonly CaptionPair[])[]): string {
  const hash = new Sha256();
  for (const part of parts) {
    for (const { image, long, short } of part)
      hash.update(new TextEncoder().encode(`${JSON.stringify([image, long, short])}\n`));
    hash.update(new TextEncoder().encode('\n'));
  }
  return hash.finish();
}
