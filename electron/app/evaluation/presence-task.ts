/** The honesty task: a list of sentences and scenes with the truth, judged by the model's verdicts or by any score in the list. */
import { dirname, relative } from 'node:path';
import type { EvaluationTask } from '../../../core/documents/evaluation.ts';
import type { ModelId } from '../../../core/documents/ids.ts';
import type { QueryResult } from '../../../core/documents/search.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { type JudgedSentence, presenceReport } from '../../../core/evaluation/presence.ts';
import type { Storage } from '../../../core/host.ts';
import type { Task } from '../../../core/task.ts';
import { sha256 } from './embedding-cache.ts';
import { type DataPlace, type EvaluationRoom, type PreparedTask, Stopwatch } from './evaluation-room.ts';
import { type ListRecord, readList, textField } from './list-records.ts';
import { pictureKeys } from './picture-keys.ts';
import { PictureFinder } from './picture-places.ts';

type Row = {
  readonly scene: string;
  readonly text: string;
  readonly isPresent: boolean;
  /** Score and number of windows in the list; null without them. */
  readonly score: number | null;
  readonly windows: number | null;
};
type PlacedRow = Row & { readonly path: string };

const TRUTH = new Map<string, boolean>([
  ...['1', 'true', 'yes', 'present'].map((word) => [word, true] as const),
  ...['0', 'false', 'no', 'absent'].map((word) => [word, false] as const),
]);

/** Throws `InvalidInput` for a list without sentences, scenes or truths. */
export async function preparePresence(
  storage: Storage,
  { path, pictures: scope }: DataPlace,
  { score }: Extract<EvaluationTask, { kind: 'presence' }>,
): Promise<PreparedTask> {
  const read = await readList(storage, path);
  if (read.kind === 'object')
    throw new InvalidInput(`${path}: expected records with sentence, scene and present`);
  const rows = read.records.map((record) => rowOf(record, score));
  const root = dirname(path);
  const finder = await PictureFinder.beside(storage, root, scope);
  const placed: PlacedRow[] = [];
  const missing = new Set<string>();
  for (const row of rows) {
    // A score in the list needs no scene.
    const found = score === null ? await finder.find(row.scene) : row.scene;
    if (found === null) missing.add(row.scene);
    else placed.push({ ...row, path: found });
  }
  const paths = [...new Set(placed.map((row) => row.path))];
  const errors =
    missing.size === 0 ? [] : [`scenes are missing (${[...missing].join(', ')}): put them into ${root}`];
  return {
    data: {
      ...{ form: 'list of sentences with scenes and truths', split: null, splits: [], root, errors },
      names: paths.map((each) => (score === null ? relative(root, each) : each)),
      paths,
      texts: rows.length,
      notes: read.malformed > 0 ? [`${read.malformed} records are malformed and left out.`] : [],
    },
    run: async (room, model, task) => {
      const contents = score === null ? await pictureKeys(storage, paths, task) : [];
      const encoding = new Stopwatch();
      const judged =
        score === null ? await judgedByModel(room, model, placed, task) : placed.map(judgedByScore);
      return {
        report: presenceReport(judged),
        sha256: sha256(JSON.stringify([contents, rows])),
        seconds: { encoding: encoding.seconds, scoring: 0 },
        notes: [noteOn(judged, score)],
      };
    },
  };
}

function noteOn(judged: readonly JudgedSentence[], score: string | null): string {
  if (score !== null)
    return `The score is the column "${score}" of the list; the threshold is the best for it.`;
  return judged.every(({ verdict }) => verdict !== null)
    ? "The score is the sentence's place between the typical scores of absent (0) and present content (1), and the threshold the verdict's own."
    : 'The model gives no calibrated verdict: the score is the cosine of the best window, and the threshold the best for it. Such a threshold flatters.';
}

function judgedByScore({ scene, text, isPresent, score, windows }: PlacedRow): JudgedSentence {
  return { scene, text, isPresent, score: score ?? Number.NaN, windows, verdict: null };
}

/** Indexes each scene as the application does; complete indexes are used as they are. */
async function judgedByModel(
  { scenes, indexes, queries }: EvaluationRoom,
  model: ModelId,
  rows: readonly PlacedRow[],
  task: Task,
): Promise<readonly JudgedSentence[]> {
  const answers: { readonly row: PlacedRow; readonly result: QueryResult }[] = [];
  for (const path of new Set(rows.map((row) => row.path))) {
    const scene = await scenes.openPath(path);
    const { grid } = await indexes.plan(scene, model, null);
    await indexes.build(scene, model, grid, task);
    for (const row of rows.filter((each) => each.path === path)) {
      task.signal.throwIfAborted();
      task.report({ phase: 'asking', done: answers.length, total: rows.length });
      const terms = [{ kind: 'text', text: row.text, weight: 1 }] as const;
      const request = { scene, model, terms, hits: 1, sizesPx: grid.sizesPx };
      answers.push({ row, result: await queries.run(request, task.signal) });
    }
  }
  const areJudged = answers.every(({ result }) => result.verdict.scale !== null);
  return answers.map(({ row: { scene, text, isPresent }, result }) => ({
    ...{ scene, text, isPresent, windows: result.windows },
    ...(areJudged ? verdictScore(result) : { score: result.hits[0]?.score ?? Number.NaN, verdict: null }),
  }));
}

/** The place on the verdict's scale is not limited to 0 to 1, so that far sentences are still ranked. */
function verdictScore({ verdict }: QueryResult): Pick<JudgedSentence, 'score' | 'verdict'> {
  const { scale, kind, falseAlarmRate } = verdict;
  if (scale === null || falseAlarmRate === null) throw new Error('a verdict without a scale was not judged');
  return {
    score: (scale.reached - scale.absent) / (scale.present - scale.absent),
    verdict: { saysPresent: kind === 'present', falseAlarmRate },
  };
}

function rowOf(record: ListRecord, score: string | null): Row {
  const scene = textField(record, ['scene', 'image', 'file', 'path']);
  const text = textField(record, ['sentence', 'text', 'caption', 'query']);
  const stated = textField(record, ['present', 'truth', 'label', 'is_present']);
  const isPresent = stated === null ? undefined : TRUTH.get(stated.trim().toLowerCase());
  if (scene === null || text === null || isPresent === undefined)
    throw new InvalidInput(`${record.origin}: expected "sentence", "scene" and "present" (true or false)`);
  const own = score === null ? null : numberOf(record, score);
  if (score !== null && own === null) throw new InvalidInput(`${record.origin}: no number in "${score}"`);
  return { scene, text: text.trim(), isPresent, score: own, windows: numberOf(record, 'windows') };
}

function numberOf(record: ListRecord, name: string): number | null {
  const text = textField(record, [name.toLowerCase()]);
  const value = text === null ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}
