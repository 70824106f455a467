/** The localization task on scenes of the disk. */
import type { EvaluationTask } from '../../../core/documents/evaluation.ts';
import type { LocalizationReport } from '../../../core/documents/evaluation-report.ts';
import type { ModelId } from '../../../core/documents/ids.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { localizationReport, measureMap } from '../../../core/evaluation/localization.ts';
import type { Host } from '../../../core/host.ts';
import type { Task } from '../../../core/task.ts';
import { type EmbeddingCache, sha256 } from './embedding-cache.ts';
import {
  type DataPlace,
  type EvaluationRoom,
  type PreparedTask,
  Stopwatch,
  type TaskRun,
  withEmbeddings,
} from './evaluation-room.ts';
import { mapPath, readGivenMap } from './given-map.ts';
import { type LocalizationData, type LocalizationScene, openLocalizationData } from './localization-data.ts';
import { pictureKeys } from './picture-keys.ts';
import { openPictureScene, type PictureScene } from './picture-scene.ts';
import { type SentenceMap, sceneMaps } from './scene-maps.ts';

type LocalizationTask = Extract<EvaluationTask, { kind: 'localization' }>;
type Query = LocalizationReport['queries'][number];
/** Makes or reads the map of a scene's sentence `number`. */
type MapOf = (sentence: string, number: number) => Promise<SentenceMap>;

const NOTES: Readonly<Record<LocalizationReport['map'], string>> = {
  v1: 'SeLo v1 as published: windows of each size at offset 0 and half the size, mean of the covering windows, stretched to 8 bits, median filter.',
  v2: 'SeLo v2: windows of 512 px, then smaller ones around the best 15 %, stretched to 8 bits, Gaussian filter.',
  shown: 'The similarity map that the application shows, stretched to 8 bits, without a filter.',
  given:
    'Maps of another program: bytes as they are, other numbers stretched from the lowest to the highest.',
};

/** Throws `InvalidInput` for data without outlines. */
export async function prepareLocalization(
  host: Host,
  place: DataPlace,
  settings: LocalizationTask,
  signal: AbortSignal,
): Promise<PreparedTask> {
  const data = await openLocalizationData(host, place, signal);
  const errors = [...data.errors, ...(await missingMaps(host, data, settings.mapFolder))];
  return {
    data: {
      ...{ form: data.form, split: null, splits: [], root: data.root, errors, notes: data.notes },
      names: data.scenes.map(({ path: file }) => file.slice(data.root.length).replace(/^[/\\]/, '')),
      paths: data.scenes.map(({ path: file }) => file),
      texts: data.scenes.reduce((sum, { sentences }) => sum + sentences.length, 0),
    },
    run: (room, model, task) => runLocalization(room, model, data, settings, task),
  };
}

async function runLocalization(
  room: EvaluationRoom,
  model: ModelId,
  data: LocalizationData,
  settings: LocalizationTask,
  task: Task,
): Promise<TaskRun> {
  const { storage } = room.host;
  const paths = data.scenes.map(({ path }) => path);
  const contents = await pictureKeys(storage, paths, task);
  const map = settings.mapFolder === null ? settings.map : 'given';
  const whole = new Stopwatch();
  let measuring = 0;
  const queries = await withEmbeddings(room, model, async (cache) => {
    const found: Query[] = [];
    for (const [picture, each] of data.scenes.entries()) {
      const scene = await openPictureScene(room.host, each.path);
      try {
        const polygons = await each.polygons(scene);
        const started = new Stopwatch();
        const mapOf = await mapsOf(
          room,
          model,
          cache,
          { scene, content: contents[picture] },
          each,
          settings,
          task,
        );
        for (const [number, text] of each.sentences.entries()) {
          task.report({ phase: 'measuring', done: found.length, total: sentenceCount(data) });
          const { map: probability, windows } = await mapOf(text, number);
          const measured = new Stopwatch();
          const { metrics, sketch } = await measureMap(probability, polygons[number], task);
          measuring += measured.seconds;
          found.push({
            ...metrics,
            ...{ image: each.name, text, picture, polygons: polygons[number].length },
            ...{
              centres: sketch.centres.length,
              windows,
              seconds: started.seconds / (number + 1),
              shown: sketch,
            },
          });
        }
      } finally {
        await scene.close();
      }
    }
    return found;
  });
  return {
    report: localizationReport(map, queries),
    sha256: sha256(JSON.stringify([contents, data.truth])),
    seconds: { encoding: whole.seconds - measuring, scoring: measuring },
    notes: [NOTES[map], 'Higher is better for Rsu, Rda and Rmi; lower is better for Ras.', ...data.notes],
  };
}

async function mapsOf(
  { host, models }: EvaluationRoom,
  model: ModelId,
  cache: EmbeddingCache,
  picture: { readonly scene: PictureScene; readonly content: string },
  { name, sentences }: LocalizationScene,
  { map, sizesPx, mapFolder }: LocalizationTask,
  task: Task,
): Promise<MapOf> {
  if (mapFolder === null) {
    const [encoder, trained] = [await models.encoder(model), await models.groundRange(model)];
    return sceneMaps({ cache, encoder, trained, kind: map, sizesPx }, picture, task);
  }
  return async (_, number) => {
    const path = await mapPath(host, mapFolder, name, number, sentences.length === 1);
    if (path === null)
      throw new InvalidInput(`${mapFolder}: the map of sentence ${number} of ${name} is missing`);
    return { map: await readGivenMap(host, path, picture.scene), windows: 0 };
  };
}

async function missingMaps(host: Host, data: LocalizationData, folder: string | null): Promise<string[]> {
  if (folder === null) return [];
  const missing: string[] = [];
  for (const { name, sentences } of data.scenes)
    for (const number of sentences.keys())
      if ((await mapPath(host, folder, name, number, sentences.length === 1)) === null)
        missing.push(`${name.replace(/\.[^.]*$/, '')}_${number}.tif`);
  return missing.length === 0 ? [] : [`${folder}: ${missing.length} maps are missing, such as ${missing[0]}`];
}

function sentenceCount({ scenes }: LocalizationData): number {
  return scenes.reduce((sum, { sentences }) => sum + sentences.length, 0);
}
