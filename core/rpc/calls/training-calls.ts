/** Fine-tunings and the caption pairs they learn from. */
import {
  type AssistantSettings,
  type CaptionPreview,
  type DatasetDetail,
  type DatasetReport,
  type DatasetSummary,
  type ImportedPairs,
  PAIR_GROUPINGS,
  type PairId,
  TEXT_KINDS,
  WINDOW_ORIGINS,
} from '../../documents/dataset.ts';
import type { DatasetId, RunId } from '../../documents/ids.ts';
import { captionMethod } from '../../documents/job-shapes.ts';
import { rasterWindow } from '../../documents/project-shapes.ts';
import type { RunDetail, RunLog, RunPlan, RunSummary } from '../../documents/run.ts';
import { runRequest } from '../../documents/run-shapes.ts';
import type { ExportedFile } from '../../documents/search.ts';
import {
  array,
  boolean,
  integer,
  literal,
  nothing,
  nullable,
  number,
  object,
  string,
} from '../../documents/shape.ts';
import type { Progress } from '../../task.ts';
import { call } from './call.ts';
import { caption, dataset, grant, pair, run, scene } from './call-fields.ts';

export const trainingCalls = {
  /** Memory, time and disk space for each choice of parts, measured on this machine, and problems with the data. */
  'runs.plan': call(object({ spec: runRequest })).gives<RunPlan, Progress>(),
  /** Creates the folder of the run; a job of kind `train` starts it. */
  'runs.create': call(object({ spec: runRequest })).gives<RunId>(),
  'runs.list': call(nothing).gives<readonly RunSummary[]>(),
  'runs.detail': call(object({ run })).gives<RunDetail>(),
  /** Log entries from index `from` on (0 for all). */
  'runs.log': call(object({ run, from: integer(0, Number.MAX_SAFE_INTEGER) })).gives<RunLog>(),
  /** Stops after the current chunk and saves everything; a resumed run gives the same result as one without a stop. */
  'runs.stop': call(object({ run })).gives<null>(),
  'runs.remove': call(object({ run })).gives<null>(),

  'datasets.list': call(nothing).gives<readonly DatasetSummary[]>(),
  'datasets.create': call(object({ name: string(64) })).gives<DatasetId>(),
  'datasets.remove': call(object({ dataset })).gives<null>(),
  'datasets.detail': call(object({ dataset })).gives<DatasetDetail>(),
  /** Ids of the pairs, in the order of the windows. */
  'datasets.addWindows': call(
    object({
      dataset,
      scene,
      windows: array(
        object({ window: rasterWindow, short: caption, long: caption, source: literal(...WINDOW_ORIGINS) }),
        1000,
      ),
    }),
  ).gives<readonly PairId[]>(),
  /** `grants`: lists of caption pairs, and their pictures if these are in other folders. */
  'datasets.importFiles': call(object({ dataset, grants: array(grant) })).gives<ImportedPairs>(),
  /** `isTyping`: further edits of this pair belong to the same undo step. */
  'datasets.setTexts': call(
    object({
      dataset,
      pair,
      texts: object({ short: caption, long: caption, labels: caption }),
      isTyping: boolean,
    }),
  ).gives<null>(),
  'datasets.setGrouping': call(object({ dataset, grouping: literal(...PAIR_GROUPINGS) })).gives<null>(),
  'datasets.removePairs': call(object({ dataset, pairs: array(pair) })).gives<null>(),
  'datasets.undo': call(object({ dataset })).gives<null>(),
  'datasets.redo': call(object({ dataset })).gives<null>(),
  'datasets.report': call(
    object({
      dataset,
      texts: literal(...TEXT_KINDS),
      limit: integer(1, 100_000),
      share: number(0.001, 0.9),
      seed: integer(0, 0xffff_ffff),
    }),
  ).gives<DatasetReport>(),
  /** Writes a ZIP to the granted file or, with `target` null, to the data folder for download by URL. */
  'datasets.export': call(object({ dataset, target: nullable(grant) })).gives<ExportedFile>(),

  /** Null while the caption assistant is off. */
  'assistant.settings': call(nothing).gives<AssistantSettings | null>(),
  /** `key` null keeps the key stored for this address; '' removes it. */
  'assistant.set': call(
    object({
      url: string(2000),
      model: string(200),
      key: nullable(string(2000)),
      timeoutSeconds: number(1, 3600),
    }),
  ).gives<null>(),
  'assistant.turnOff': call(nothing).gives<null>(),
  /** The user's consent after seeing `assistant.preview`; nothing is sent before it. */
  'assistant.agree': call(nothing).gives<null>(),
  /** Null if no pair needs the captions that the method writes. */
  'assistant.preview': call(object({ dataset, method: captionMethod })).gives<CaptionPreview | null>(),
} as const;
