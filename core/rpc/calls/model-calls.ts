/** Models and jobs. */
import type { JobId, ModelId } from '../../documents/ids.ts';
import type { JobSummary } from '../../documents/job.ts';
import { jobSpec } from '../../documents/job-shapes.ts';
import type {
  CalibrationSummary,
  CheckpointSummary,
  DownloadSettings,
  KnownModelSummary,
  Leftover,
  ModelSummary,
  RefinedCalibration,
} from '../../documents/model.ts';
import { id as anId, literal, nothing, nullable, object, string } from '../../documents/shape.ts';
import { call } from './call.ts';
import { falseAlarmRate, grant, job, model } from './call-fields.ts';

export const modelCalls = {
  'models.list': call(nothing).gives<readonly ModelSummary[]>(),
  'models.remove': call(object({ model })).gives<null>(),
  /** Takes the project's judged hits into the calibration; without them, again for the pictures alone. */
  'models.calibrateOnJudgements': call(object({ model })).gives<RefinedCalibration>(),
  'models.forgetJudgements': call(object({ model })).gives<CalibrationSummary>(),
  'models.setFalseAlarmRate': call(object({ model, falseAlarmRate })).gives<CalibrationSummary>(),
  /** Reads only the keys and shapes of the file. */
  'models.inspect': call(object({ grant })).gives<CheckpointSummary>(),
  'models.known': call(nothing).gives<readonly KnownModelSummary[]>(),
  'models.leftovers': call(nothing).gives<readonly Leftover[]>(),
  'models.discard': call(
    object({ kind: literal('download', 'damaged'), name: anId<ModelId>() }),
  ).gives<null>(),
  'models.downloadSettings': call(nothing).gives<DownloadSettings>(),
  'models.setDownloadSettings': call(
    object({ mirror: nullable(string(2000)), proxy: nullable(string(2000)) }),
  ).gives<DownloadSettings>(),

  'jobs.list': call(nothing).gives<readonly JobSummary[]>(),
  /** What a job did and why it ended, oldest first: `TIME TEXT`. */
  'jobs.log': call(object({ job })).gives<readonly string[]>(),
  'jobs.start': call(object({ spec: jobSpec })).gives<JobId>(),
  'jobs.cancel': call(object({ job })).gives<null>(),
  'jobs.resume': call(object({ job })).gives<null>(),
  'jobs.dismiss': call(object({ job })).gives<null>(),
} as const;
