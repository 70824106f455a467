/** Reader for `dataset_*.json`, the form in which RSITMD, RSICD, UCM-captions and Sydney-captions are distributed (Karpathy and Fei-Fei 2015). */

export type ListedPicture = {
  readonly file: string;
  readonly split: string;
  readonly sentences: readonly string[];
  /** One text of many words, in lists that were extended for long retrieval; null without one. */
  readonly long: string | null;
};

/** Null for another kind of JSON. Entries without a file name or sentences are left out and counted. */
export function readPublishedList(
  value: unknown,
): { readonly pictures: readonly ListedPicture[]; readonly malformed: number } | null {
  const images = fieldsOf(value)?.images;
  if (!Array.isArray(images)) return null;
  const pictures = images.flatMap((entry): ListedPicture[] => {
    const fields = fieldsOf(entry);
    if (fields === null || typeof fields.filename !== 'string' || !Array.isArray(fields.sentences)) return [];
    const sentences = fields.sentences.flatMap(sentenceOf);
    const folder = typeof fields.filepath === 'string' && fields.filepath !== '' ? `${fields.filepath}/` : '';
    const split = typeof fields.split === 'string' ? fields.split : '';
    const long = typeof fields.long === 'string' && fields.long.trim() !== '' ? fields.long : null;
    return sentences.length === 0 && long === null
      ? []
      : [{ file: `${folder}${fields.filename}`, split, sentences, long }];
  });
  return { pictures, malformed: images.length - pictures.length };
}

function sentenceOf(value: unknown): string[] {
  const raw = typeof value === 'string' ? value : fieldsOf(value)?.raw;
  return typeof raw === 'string' && raw.trim() !== '' ? [raw.trim()] : [];
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}
