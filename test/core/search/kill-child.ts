/** Indexes a synthetic scene into the file named by the first argument, in a process that a test kills. */
import { makeGrid } from '../../../core/search/grid.ts';
import { indexScene } from '../../../core/search/index-scene.ts';
import { NodeStorage } from '../../../electron/node/node-storage.ts';
import { tellingTask } from '../../killed-child.ts';
import { projectionEncoder, syntheticKey, syntheticScene } from './synthetic-scene.ts';

const path = process.argv[2];
const scene = syntheticScene(900, 1700);
const sizes = [64, 160, 500].map((size) => ({ size, unit: 'px' }) as const);
const grid = makeGrid(scene, sizes, null);
const encoder = projectionEncoder();
await indexScene(
  {
    reader: scene,
    encoder,
    key: syntheticKey(encoder, grid),
    storage: new NodeStorage(),
    path,
    batchSize: 8,
  },
  tellingTask,
);
