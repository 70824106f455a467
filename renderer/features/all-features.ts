/** All features, one line each, in the order of tabs and menu entries. */
import { feature as change } from './change/feature.ts';
import { feature as collections } from './collections/feature.ts';
import { feature as compare } from './compare/feature.ts';
import { feature as converting } from './converting/feature.ts';
import { feature as dataset } from './dataset/feature.ts';
import { feature as evaluation } from './evaluation/feature.ts';
import { feature as exporting } from './exporting/feature.ts';
import type { Feature } from './feature.ts';
import { feature as help } from './help/feature.ts';
import { feature as indexing } from './indexing/feature.ts';
import { feature as jobs } from './jobs/feature.ts';
import { feature as map } from './map/feature.ts';
import { feature as models } from './models/feature.ts';
import { feature as project } from './project/feature.ts';
import { feature as results } from './results/feature.ts';
import { feature as layers } from './scenes/feature.ts';
import { feature as search } from './search/feature.ts';
import { feature as settings } from './settings/feature.ts';
import { feature as styling } from './styling/feature.ts';
import { feature as team } from './team/feature.ts';
import { feature as training } from './training/feature.ts';
import { feature as web } from './web/feature.ts';

export const allFeatures: readonly Feature[] = [
  ...[project, converting, web, layers, map, styling, search, results, dataset],
  ...[training, compare, evaluation, collections, change, team, exporting, indexing, models, jobs],
  ...[settings, help],
];
