/** The classification task on pictures of the disk. */
import type { EvaluationTask } from '../../../core/documents/evaluation.ts';
import { nameClasses } from '../../../core/evaluation/class-names.ts';
import { classificationReport } from '../../../core/evaluation/classification.ts';
import { classSentences, DEFAULT_PROMPTS, meanDirections } from '../../../core/evaluation/prompts.ts';
import type { Storage } from '../../../core/host.ts';
import { type ClassData, openClassData } from './class-data.ts';
import { sha256 } from './embedding-cache.ts';
import { encodePictures, encodeTexts } from './encode-pictures.ts';
import { type DataPlace, type PreparedTask, Stopwatch, withEmbeddings } from './evaluation-room.ts';
import { encodables, pictureKeys } from './picture-keys.ts';

const TIES = 'A picture whose own class scores no higher than another counts as wrong.';

type ClassificationTask = Extract<EvaluationTask, { kind: 'classification' }>;

/** Throws `InvalidInput` for data without classes or a prompt without `{class}`. */
export async function prepareClassification(
  storage: Storage,
  place: DataPlace,
  settings: ClassificationTask,
): Promise<PreparedTask> {
  const data = await openClassData(storage, place, settings.split);
  const named = nameClasses(data.folders, settings.classNames);
  const prompts = settings.prompts.length === 0 ? DEFAULT_PROMPTS : settings.prompts;
  const sentences = classSentences(named.names, prompts);
  const paths = data.pictures.map((picture) => picture.path);
  const notes = [...data.notes, namesNote(data, named)];
  return {
    data: {
      form: data.form,
      split: data.split,
      splits: data.splits,
      root: data.root,
      names: data.pictures.map(({ name }) => name),
      paths,
      texts: data.folders.length,
      errors: data.errors,
      notes,
    },
    run: async (room, model, task) => {
      const keys = await pictureKeys(room.host.storage, paths, task);
      const encoder = await room.models.encoder(model);
      const dim = encoder.model.embeddingDim;
      const encoding = new Stopwatch();
      const images = await withEmbeddings(room, model, (cache) =>
        encodePictures(cache, encoder, encodables(room.pictures, paths, keys), task),
      );
      const texts = await encodeTexts(encoder, sentences, task);
      const encodingSeconds = encoding.seconds;
      const scoring = new Stopwatch();
      const classes = meanDirections(texts, dim, prompts.length);
      const classOfImage = data.pictures.map((picture) => picture.class);
      const report = classificationReport(
        { images, classes, dim, classOfImage },
        data.folders,
        named,
        prompts,
      );
      return {
        report,
        sha256: sha256(JSON.stringify([keys, classOfImage.map((c) => data.folders[c])])),
        seconds: { encoding: encodingSeconds, scoring: scoring.seconds },
        notes: [TIES, ...notes],
      };
    },
  };
}

function namesNote({ folders }: ClassData, named: ReturnType<typeof nameClasses>): string {
  if (named.source === 'file') return 'The words for the classes were given in a file.';
  const changed = folders.flatMap((folder, i) =>
    folder === named.names[i] ? [] : [`${folder} → ${named.names[i]}`],
  );
  const which =
    named.dataset === null
      ? 'The words for the classes are the folder names'
      : `The words for the classes are those shipped for ${named.dataset}`;
  return changed.length === 0 ? `${which}.` : `${which}: ${changed.join(', ')}.`;
}
