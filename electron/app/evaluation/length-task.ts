/** The length task on captioned pictures of the disk. */
import type { CaptionKind, EvaluationTask } from '../../../core/documents/evaluation.ts';
import type { LengthReport } from '../../../core/documents/evaluation-report.ts';
import type { ModelId } from '../../../core/documents/ids.ts';
import { captionsOf } from '../../../core/evaluation/captioned-pictures.ts';
import { lengthsFor, tokenHistogram } from '../../../core/evaluation/length.ts';
import type { Storage } from '../../../core/host.ts';
import { figuresOfRanks, retrievalRanks } from '../../../core/metrics/retrieval.ts';
import type { ModelService } from '../models/model-service.ts';
import { openCaptionData } from './caption-data.ts';
import { encodePictures, encodeTexts } from './encode-pictures.ts';
import { type DataPlace, type PreparedTask, Stopwatch, withEmbeddings } from './evaluation-room.ts';
import { encodables, pictureKeys } from './picture-keys.ts';
import { captionsSha256, checkedCaptions } from './retrieval-task.ts';

/** Throws `InvalidInput` for data without captions. */
export async function prepareLength(
  storage: Storage,
  place: DataPlace,
  settings: Extract<EvaluationTask, { kind: 'length' }>,
): Promise<PreparedTask> {
  const data = await openCaptionData(storage, place, settings.split);
  const kinds = (['long', 'short'] as const).filter((kind) =>
    data.pictures.some((picture) => picture[kind].length > 0),
  );
  const kind = kinds[0] ?? 'long';
  const checked = checkedCaptions(data, kind);
  return {
    data: checked,
    run: async (room, model, task) => {
      const keys = await pictureKeys(room.host.storage, checked.paths, task);
      const encoder = await room.models.encoder(model);
      const { embeddingDim: dim, contextLength } = encoder.model;
      const encoding = new Stopwatch();
      const images = await withEmbeddings(room, model, (cache) =>
        encodePictures(cache, encoder, encodables(room.pictures, checked.paths, keys), task),
      );
      const { sentences, imagesOfText } = captionsOf(data.pictures, kind, 'distinct');
      const curve: LengthReport['curve'][number][] = [];
      let scoringSeconds = 0;
      for (const tokens of lengthsFor(settings.lengths, contextLength)) {
        const texts = await encodeTexts(encoder, sentences, task, tokens);
        const scoring = new Stopwatch();
        curve.push({ tokens, ...figuresOfRanks(retrievalRanks({ images, texts, dim, imagesOfText })) });
        scoringSeconds += scoring.seconds;
      }
      const tokens = await tokenLengths(
        room.models,
        model,
        kinds,
        (each) => captionsOf(data.pictures, each, 'distinct').sentences,
      );
      return {
        report: { task: 'length', images: data.pictures.length, curve, tokens },
        sha256: captionsSha256(data, keys),
        seconds: { encoding: encoding.seconds - scoringSeconds, scoring: scoringSeconds },
        notes: [
          `The ${kind} captions are cut; equal captions are one query. Ties count against the model.`,
          ...checked.notes,
        ],
      };
    },
  };
}

async function tokenLengths(
  models: ModelService,
  model: ModelId,
  kinds: readonly CaptionKind[],
  sentencesOf: (kind: CaptionKind) => readonly string[],
): Promise<LengthReport['tokens']> {
  const { contextLength } = await models.identity(model);
  const histograms: LengthReport['tokens'][number][] = [];
  for (const kind of kinds) {
    const counts: number[] = [];
    for (const sentence of sentencesOf(kind)) counts.push((await models.tokenize(model, sentence)).count);
    histograms.push(tokenHistogram(kind, counts, contextLength));
  }
  return histograms;
}
