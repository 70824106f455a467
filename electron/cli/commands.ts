/** Every command of `longsight`; the overview and the parser are made from this table. */
import type { Command } from './command.ts';
import { datasetCaptionCommand } from './dataset-caption.ts';
import { datasetCheckCommand } from './dataset-check.ts';
import { datasetSplitCommand } from './dataset-split.ts';
import { datasetStatsCommand } from './dataset-stats.ts';
import { demoCommand } from './demo.ts';
import { doctorCommand } from './doctor.ts';
import { embedCommand } from './embed.ts';
import { exportCommand } from './export.ts';
import { indexCommand } from './index-command.ts';
import { indexRemoveCommand } from './index-remove.ts';
import { infoCommand } from './info.ts';
import { modelsDownloadCommand } from './models-download.ts';
import { modelsImportCommand } from './models-import.ts';
import { modelsKnownCommand } from './models-known.ts';
import { modelsListCommand } from './models-list.ts';
import { modelsPrecisionCommand } from './models-precision.ts';
import { modelsRemoveCommand } from './models-remove.ts';
import { queryCommand } from './query.ts';
import { runsListCommand } from './runs-list.ts';
import { runsShowCommand } from './runs-show.ts';
import { seloCommand } from './selo.ts';
import { serveCommand } from './serve.ts';
import { tokenizeCommand } from './tokenize.ts';
import { trainCommand } from './train.ts';
import { trainResumeCommand } from './train-resume.ts';
import { trainStopCommand } from './train-stop.ts';

export const commands: readonly Command[] = [
  demoCommand,
  infoCommand,
  indexCommand,
  indexRemoveCommand,
  queryCommand,
  seloCommand,
  exportCommand,
  tokenizeCommand,
  embedCommand,
  modelsImportCommand,
  modelsListCommand,
  modelsKnownCommand,
  modelsDownloadCommand,
  modelsRemoveCommand,
  modelsPrecisionCommand,
  datasetCheckCommand,
  datasetStatsCommand,
  datasetSplitCommand,
  doctorCommand,
  datasetCaptionCommand,
  trainCommand,
  trainResumeCommand,
  trainStopCommand,
  runsListCommand,
  runsShowCommand,
  serveCommand,
];
