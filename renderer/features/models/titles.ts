/** Names of the panel and its commands, which the window needs from the start. */
import type { JudgedCounts } from '../../../core/documents/model.ts';

export const titles = {
  calibrateOnJudgements: 'Calibrate on my judgements',
  download: 'Download model weights…',
  importModel: 'Import model weights…',
  models: 'Models',
  refined: ({ absent, present }: JudgedCounts, leftOut: number) =>
    `${present} questions about present and ${absent} about absent content were taken in.${leftOut > 0 ? ` ${leftOut} others belong to scenes that are not indexed with this model.` : ''}`,
} as const;
