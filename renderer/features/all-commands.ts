/** Every command there is: one line a feature. */

import type { Command } from '../commands/command.ts';
import { compareCommands } from './compare/commands.ts';
import { datasetCommands } from './dataset/commands.ts';
import { helpCommands } from './help/commands.ts';
import { indexingCommands } from './indexing/commands.ts';
import { jobCommands } from './jobs/commands.ts';
import { mapCommands } from './map/commands.ts';
import { modelCommands } from './models/commands.ts';
import { resultCommands } from './results/commands.ts';
import { sceneCommands } from './scenes/commands.ts';
import { searchCommands } from './search/commands.ts';
import { stylingCommands } from './styling/commands.ts';
import { trainingCommands } from './training/commands.ts';

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
