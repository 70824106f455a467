/** The retrieval task on captioned pictures of the disk. */
import type { CaptionKind, EvaluationTask } from '../../../core/documents/evaluation.ts';
import { captionsOf } from '../../../core/evaluation/captioned-pictures.ts';
import { retrievalReport } from '../../../core/evaluation/retrieval.ts';
import type { Storage } from '../../../core/host.ts';
import { type CaptionData, openCaptionData } from './caption-data.ts';
import { sha256 } from './embedding-cache.ts';
import { encodePictures, encodeTexts } from './encode-pictures.ts';
import {
  type CheckedData,
  type DataPlace,
  type PreparedTask,
  Stopwatch,
  withEmbeddings,
} from './evaluation-room.ts';
import { encodables, pictureKeys } from './picture-keys.ts';

const TIES = 'Ties count against the model: a wrong candidate with the same score comes first.';
const PROTOCOLS = {
  published:
    "Published protocol: each caption of each picture is a query, and only a picture's own entries are right. Repeated captions set the ceiling.",
  distinct:
    'Distinct protocol: equal captions are one query, and every picture that has the caption is right.',
};

type RetrievalTask = Extract<EvaluationTask, { kind: 'retrieval' }>;

/** Throws `InvalidInput` for data without captions. */
export async function prepareRetrieval(
  storage: Storage,
  place: DataPlace,
  settings: RetrievalTask,
): Promise<PreparedTask> {
  const data = withLongTexts(await openCaptionData(storage, place, settings.split), settings.texts);
  const kinds = (['short', 'long'] as const).filter((kind) =>
    data.pictures.some((picture) => picture[kind].length > 0),
  );
  const texts = settings.texts ?? kinds[0] ?? 'short';
  const protocol = settings.protocol ?? (data.isPublishedForm ? 'published' : 'distinct');
  const checked = checkedCaptions(data, texts);
  return {
    data: checked,
    run: async (room, model, task) => {
      const keys = await pictureKeys(room.host.storage, checked.paths, task);
      const encoder = await room.models.encoder(model);
      const encoding = new Stopwatch();
      const images = await withEmbeddings(room, model, (cache) =>
        encodePictures(cache, encoder, encodables(room.pictures, checked.paths, keys), task),
      );
      const sentences: Record<CaptionKind, Float32Array | null> = { short: null, long: null };
      for (const kind of kinds)
        sentences[kind] = await encodeTexts(
          encoder,
          captionsOf(data.pictures, kind, 'distinct').sentences,
          task,
        );
      const encodingSeconds = encoding.seconds;
      const scoring = new Stopwatch();
      const vectors = { images, dim: encoder.model.embeddingDim, sentences };
      const report = retrievalReport(data.pictures, vectors, { texts, protocol });
      return {
        report,
        sha256: captionsSha256(data, keys),
        seconds: { encoding: encodingSeconds, scoring: scoring.seconds },
        notes: [PROTOCOLS[protocol], TIES, ...checked.notes],
      };
    },
  };
}

/** Lists for long retrieval have one text a picture, in the field that others have five short ones in. */
function withLongTexts(data: CaptionData, texts: CaptionKind | null): CaptionData {
  const isOneEach = data.pictures.every(({ short, long }) => short.length === 1 && long.length === 0);
  if (texts !== 'long' || !isOneEach) return data;
  return {
    ...data,
    pictures: data.pictures.map((picture) => ({ ...picture, short: [], long: picture.short })),
  };
}

/** What a task that needs captions of one kind finds in the data. */
export function checkedCaptions(data: CaptionData, kind: CaptionKind): CheckedData {
  const captions = data.pictures.reduce((sum, picture) => sum + picture[kind].length, 0);
  const errors = [...data.errors];
  if (captions === 0 && errors.length === 0) errors.push(`the data have no ${kind} captions`);
  return {
    form: data.form,
    split: data.split,
    splits: data.splits,
    root: data.root,
    names: data.pictures.map(({ name }) => name),
    paths: data.pictures.map((picture) => picture.path),
    texts: captions,
    errors,
    notes: data.notes,
  };
}

export function captionsSha256({ pictures }: CaptionData, keys: readonly string[]): string {
  return sha256(JSON.stringify(pictures.map(({ short, long }, i) => [keys[i], short, long])));
}
