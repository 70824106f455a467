/** Summary of a checkpoint file for the import dialog. */
import { basename } from 'node:path';
import { withoutCheckpointEndings } from '../../../core/documents/checkpoint-endings.ts';
import type { CheckpointSummary } from '../../../core/documents/model.ts';
import type { Storage } from '../../../core/host.ts';
import { openCheckpoint } from '../../../models/checkpoint/checkpoint-files.ts';
import { candidatesFor } from '../../../models/folder/importable-models.ts';
import { type InspectedCheckpoint, inspectCheckpoint } from '../../../models/folder/inspect-checkpoint.ts';
import { findVocabulary } from '../../../models/folder/vocabulary.ts';

/** Proposes a name that is not in `taken`. Throws `InvalidInput` or `Unsupported` for a file that cannot be imported. */
export async function summarizeCheckpoint(
  storage: Storage,
  path: string,
  taken: ReadonlySet<string>,
): Promise<CheckpointSummary> {
  const files = await openCheckpoint(storage, path);
  try {
    const inspected = await inspectCheckpoint(files);
    const { format, layout, sizes, parameters, activation } = inspected;
    if (inspected.family === 'siglip') await findVocabulary(files, sizes.vocabularySize);
    const architecture = architectureOf(inspected);
    return {
      file: basename(files.name),
      name: freeName(basename(files.name), taken),
      format,
      layout,
      architecture,
      contextLength: sizes.contextLength,
      embeddingDim: sizes.embeddingDim,
      parameters,
      activation: activation && { value: activation.activation, from: activation.from },
      candidates: candidatesFor(architecture, sizes.contextLength),
    };
  } finally {
    await files.close();
  }
}

/** Usual name of the image tower, such as "ViT-B/16"; sizes if it has none. */
function architectureOf({
  family,
  sizes: { vision, patchSizePx, imageSizePx },
}: InspectedCheckpoint): string {
  const letter = new Map([
    [768, 'B'],
    [1024, 'L'],
    [1152, 'so400m'],
    [1280, 'H'],
  ]).get(vision.width);
  const px = (imageSizePx === 224 ? '' : `, ${imageSizePx} px`) + (family === 'siglip' ? ', SigLIP' : '');
  return letter === undefined
    ? `ViT of width ${vision.width}, patch ${patchSizePx}${px}`
    : `ViT-${letter}/${patchSizePx}${px}`;
}

/** The file's name without its endings, changed to a valid model name, with a number if it is in use. */
function freeName(file: string, taken: ReadonlySet<string>): string {
  const safe = withoutCheckpointEndings(file)
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '')
    .slice(0, 60);
  const name = safe === '' ? 'model' : safe;
  for (let i = 1; ; i++) {
    const candidate = i === 1 ? name : `${name}-${i}`;
    if (!taken.has(candidate)) return candidate;
  }
}
