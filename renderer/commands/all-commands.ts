/** Every command there is: one line a feature. */
import { compareCommands } from '../features/compare/commands.ts';
import { datasetCommands } from '../features/dataset/commands.ts';
import { helpCommands } from '../features/help/commands.ts';
import { indexingCommands } from '../features/indexing/commands.ts';
import { jobCommands } from '../features/jobs/commands.ts';
import { mapCommands } from '../features/map/commands.ts';
import { modelCommands } from '../features/models/commands.ts';
import { resultCommands } from '../features/results/commands.ts';
import { sceneCommands } from '../features/scenes/commands.ts';
import { searchCommands } from '../features/search/commands.ts';
import { stylingCommands } from '../features/styling/commands.ts';
import { trainingCommands } from '../features/training/commands.ts';
import type { Command } from './command.ts';

export const allCommands: readonly Command[] = [
  ...sceneCommands,
  ...mapCommands,
  ...stylingCommands,
  ...searchCommands,
  ...resultCommands,
  ...datasetCommands,
  ...trainingCommands,
  ...compareCommands,
  ...indexingCommands,
  ...modelCommands,
  ...jobCommands,
  ...helpCommands,
];
