/** A hand-made vocabulary with letters and a few words, as a `tokenizer.json`. */

/** Ids: 0 padding, 1 end of text, 2 unknown, then pieces; 40 in all. */
export function smallVocabulary(): Uint8Array {
  const words = ['▁', '▁a', '▁ship', '▁in', '▁the', '▁harbour', '▁red', '▁roof', 's', 'er', 'ing'];
  const pieces = [...words, ...'abcdefghijklmnopqrtuvwxyz0'];
  const vocab = [
    ...['<pad>', '</s>', '<unk>'].map((text) => [text, 0]),
    ...pieces.map((text, i) => [text, -1 - i / 10]),
  ];
  const json = {
    added_tokens: ['<pad>', '</s>'].map((content) => ({ content, special: true })),
    normalizer: {
      type: 'Sequence',
      normalizers: [{ type: 'Lowercase' }, { type: 'Strip', strip_left: true, strip_right: true }],
    },
    pre_tokenizer: { type: 'Metaspace', prepend_scheme: 'always' },
    model: { type: 'Unigram', unk_id: 2, vocab },
  };
  return new TextEncoder().encode(JSON.stringify(json));
}
