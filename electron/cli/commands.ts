/** Every command of `longsight`; the overview and the parser are made from this table. */

import { changeCommand } from './commands/change.ts';
import { collectionChangeCommand } from './commands/collection-change.ts';
import { collectionIndexCommand } from './commands/collection-index.ts';
import {
  collectionAddCommand,
  collectionCreateCommand,
  collectionListCommand,
  collectionRemoveCommand,
  collectionScanCommand,
} from './commands/collection-manage.ts';
import { collectionQueryCommand } from './commands/collection-query.ts';
import type { Command } from './commands/command.ts';
import { convertCommand } from './commands/convert.ts';
import { datasetCaptionCommand } from './commands/dataset-caption.ts';
import { datasetCheckCommand } from './commands/dataset-check.ts';
import { datasetSplitCommand } from './commands/dataset-split.ts';
import { datasetStatsCommand } from './commands/dataset-stats.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { embedCommand } from './commands/embed.ts';
import {
  embeddingsExportCommand,
  embeddingsImportCommand,
  embeddingsListCommand,
  embeddingsQueryCommand,
  embeddingsRemoveCommand,
} from './commands/embeddings.ts';
import { evaluateCommands } from './commands/evaluate.ts';
import { evaluateCompareCommand } from './commands/evaluate-compare.ts';
import { evaluatePaperCommand } from './commands/evaluate-paper.ts';
import { evaluateRelevanceCommand } from './commands/evaluate-relevance.ts';
import { evaluateReportCommand } from './commands/evaluate-report.ts';
import { explainCommand } from './commands/explain.ts';
import { exportCommand } from './commands/export.ts';
import { indexCommand } from './commands/index-command.ts';
import { indexRemoveCommand } from './commands/index-remove.ts';
import { infoCommand } from './commands/info.ts';
import { modelsCalibrateCommand } from './commands/models-calibrate.ts';
import { modelsDownloadCommand } from './commands/models-download.ts';
import { modelsImportCommand } from './commands/models-import.ts';
import { modelsKnownCommand } from './commands/models-known.ts';
import { modelsListCommand } from './commands/models-list.ts';
import { modelsPrecisionCommand } from './commands/models-precision.ts';
import { modelsRemoveCommand } from './commands/models-remove.ts';
import { queryCommand } from './commands/query.ts';
import { runsListCommand } from './commands/runs-list.ts';
import { runsShowCommand } from './commands/runs-show.ts';
import { seloCommand } from './commands/selo.ts';
import { serveCommand } from './commands/serve.ts';
import { teamAddCommand } from './commands/team-add.ts';
import {
  teamCancelCommand,
  teamInitCommand,
  teamMigrateCommand,
  teamShareCommand,
} from './commands/team-manage.ts';
import { teamPublishCommand, teamPullCommand } from './commands/team-publish.ts';
import { teamQueryCommand } from './commands/team-query.ts';
import { teamQuestionsCommand, teamReviewCommand, teamReviewsCommand } from './commands/team-review.ts';
import { teamStatusCommand } from './commands/team-status.ts';
import { teamTuneCommand } from './commands/team-tune.ts';
import { tokenizeCommand } from './commands/tokenize.ts';
import { trainCommand } from './commands/train.ts';
import { trainResumeCommand } from './commands/train-resume.ts';
import { trainStopCommand } from './commands/train-stop.ts';
import { workerCommand } from './commands/worker.ts';

export const commands: readonly Command[] = [
  demoCommand,
  infoCommand,
  convertCommand,
  indexCommand,
  indexRemoveCommand,
  queryCommand,
  explainCommand,
  seloCommand,
  ...evaluateCommands,
  evaluateCompareCommand,
  evaluatePaperCommand,
  evaluateRelevanceCommand,
  evaluateReportCommand,
  exportCommand,
  changeCommand,
  collectionCreateCommand,
  collectionAddCommand,
  collectionScanCommand,
  collectionListCommand,
  collectionIndexCommand,
  collectionQueryCommand,
  collectionChangeCommand,
  collectionRemoveCommand,
  embeddingsExportCommand,
  embeddingsImportCommand,
  embeddingsListCommand,
  embeddingsQueryCommand,
  embeddingsRemoveCommand,
  teamInitCommand,
  teamMigrateCommand,
  teamShareCommand,
  teamAddCommand,
  teamStatusCommand,
  teamQueryCommand,
  teamQuestionsCommand,
  teamReviewCommand,
  teamReviewsCommand,
  teamPublishCommand,
  teamPullCommand,
  teamTuneCommand,
  teamCancelCommand,
  workerCommand,
  tokenizeCommand,
  embedCommand,
  modelsImportCommand,
  modelsListCommand,
  modelsKnownCommand,
  modelsDownloadCommand,
  modelsRemoveCommand,
  modelsPrecisionCommand,
  modelsCalibrateCommand,
  datasetCheckCommand,
  datasetStatsCommand,
  datasetSplitCommand,
  datasetCaptionCommand,
  trainCommand,
  trainResumeCommand,
  trainStopCommand,
  runsListCommand,
  runsShowCommand,
  serveCommand,
  doctorCommand,
];
