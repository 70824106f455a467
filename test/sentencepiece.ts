/** Debian's python3-sentencepiece as an oracle: a small vocabulary, trained when a test asks for it. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export const PYTHON = '/usr/bin/python3';

export function canImport(...modules: readonly string[]): boolean {
  try {
    execFileSync(PYTHON, ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore' });
    return true;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return false;
  }
}

const TRAIN = `
import json, sys
import sentencepiece
lines, options, folder = json.load(sys.stdin)
sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(lines), model_prefix=folder + '/spiece', minloglevel=2,
  num_threads=1, pad_id=0, eos_id=1, unk_id=2, bos_id=-1, pad_piece='<pad>', **options)
`;

/** Writes `spiece.model` into `folder`: ids 0 padding, 1 end of text, 2 unknown, as SigLIP's. Returns its path. */
export function trainPieces(
  folder: string,
  lines: readonly string[],
  options: Readonly<Record<string, string | number | boolean>>,
): string {
  execFileSync(PYTHON, ['-c', TRAIN, folder], { input: JSON.stringify([lines, options, folder]) });
  return join(folder, 'spiece.model');
}

const ENCODE = `
import json, sys
import sentencepiece
model = sentencepiece.SentencePieceProcessor(model_file=sys.argv[1])
print(json.dumps([model.encode(text) for text in json.load(sys.stdin)]))
`;

/** Ids of each text, without the end of text. */
export function pieceIds(model: string, texts: readonly string[]): number[][] {
  const input = JSON.stringify(texts);
  const output = execFileSync(PYTHON, ['-c', ENCODE, model], { input, maxBuffer: 2 ** 28 });
  return JSON.parse(output.toString());
}

const CANONICAL = `
import json, re, string, sys
drop = str.maketrans('', '', string.punctuation)
print(json.dumps([re.sub(r'\\s+', ' ', text.lower().translate(drop)).strip() for text in json.load(sys.stdin)]))
`;

/** The texts as SigLIP's published tokenizers change them before SentencePiece. */
export function canonicalTexts(texts: readonly string[]): string[] {
  const output = execFileSync(PYTHON, ['-c', CANONICAL], {
    input: JSON.stringify(texts),
    maxBuffer: 2 ** 28,
  });
  return JSON.parse(output.toString());
}
