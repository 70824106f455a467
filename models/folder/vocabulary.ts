/** The vocabulary of a model folder: found beside a checkpoint at import, and opened as a tokenizer. */
import { InvalidInput } from '../../core/errors.ts';
import type { Storage } from '../../core/host.ts';
import type { CheckpointFiles } from '../checkpoint/checkpoint-files.ts';
import { Sha256 } from '../checkpoint/sha256.ts';
import { endId, readVocabulary, sentencePieceTokenizer } from '../tokenizer/sentence-piece-tokenizer.ts';
import { VOCABULARY_FILES, type VocabularyName } from '../tokenizer/sentence-pieces.ts';
import { tokenize } from '../tokenizer/tokenize.ts';
import type { Tokenize } from '../tokenizer/tokenizer.ts';
import type { ModelFolder } from './model-folder.ts';

const OPENED_TOKENIZERS = 4;
/** Tokenizers by SHA-256; the oldest one is dropped first. */
const opened = new Map<string, Tokenize>();

export type FoundVocabulary = {
  readonly file: VocabularyName;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  /** Id of the piece that ends texts, and pads them. */
  readonly endId: number;
};

/** Throws `InvalidInput` if there is none beside the weights or it has more pieces than the model, and the errors of reading it. */
export async function findVocabulary(
  files: CheckpointFiles,
  vocabularySize: number,
): Promise<FoundVocabulary> {
  for (const file of VOCABULARY_FILES) {
    const bytes = await files.companion(file);
    if (bytes === null) continue;
    const vocabulary = readVocabulary(file, bytes, `${file} beside ${files.name}`);
    if (vocabulary.pieces.length > vocabularySize)
      throw new InvalidInput(
        `${file} beside ${files.name}: ${vocabulary.pieces.length} pieces, but the model knows ${vocabularySize}: it belongs to another model`,
      );
    return { file, bytes, sha256: sha256Of(bytes), endId: endId(vocabulary) };
  }
  throw new InvalidInput(
    `${files.name}: a SigLIP model needs its vocabulary: put ${VOCABULARY_FILES.join(' or ')} from the model's page into the same folder, and import it from there`,
  );
}

/** The model's tokenizer. Throws `InvalidInput` if its vocabulary has changed since the import. */
export async function openTokenizer(storage: Storage, { path, config }: ModelFolder): Promise<Tokenize> {
  if (config.family === 'clip') return tokenize;
  const { file, sha256 } = config.vocabulary;
  const known = opened.get(sha256);
  if (known) return known;
  const place = `${path}/${file}`;
  const bytes = await storage.readFile(place);
  if (sha256Of(bytes) !== sha256)
    throw new InvalidInput(`${place}: the vocabulary has changed since the import: import the model again`);
  const tokenizer = sentencePieceTokenizer(readVocabulary(file, bytes, place));
  if (opened.size >= OPENED_TOKENIZERS) opened.delete(opened.keys().next().value!);
  opened.set(sha256, tokenizer);
  return tokenizer;
}

function sha256Of(bytes: Uint8Array): string {
  const hash = new Sha256();
  hash.update(bytes);
  return hash.finish();
}
