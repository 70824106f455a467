/** Encoder of a checkpoint, and indexes of scenes with the sizes that the application would take; for benchmarks. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Encoder } from '../../core/encoder.ts';
import type { SceneReader } from '../../core/raster/scene-reader.ts';
import { defaultSizes } from '../../core/search/default-sizes.ts';
import { makeGrid } from '../../core/search/grid.ts';
import { indexScene } from '../../core/search/index-scene.ts';
import { OpenIndex } from '../../core/search/open-index.ts';
import { unattended } from '../../core/task.ts';
import { engineModel } from '../../electron/engine/engine-model.ts';
import { OnnxTowers } from '../../electron/engine/onnx-towers.ts';
import { NodeStorage } from '../../electron/node/node-storage.ts';
import { oneFile } from '../../models/checkpoint/checkpoint-files.ts';
import { createEncoder } from '../../models/encoder/encoder.ts';
import { importCheckpoint } from '../../models/folder/import-checkpoint.ts';

/** The starter's. */
const STARTER_GROUND = { low: 45, high: 4800 };
const storage = new NodeStorage();

/** Imports the checkpoint into `folder`, under a new name, and loads it on the CPU in float32. */
export async function benchEncoder(checkpoint: string, folder: string): Promise<Encoder> {
  const name = `bench-${(await readdir(folder)).length}`;
  const source = await storage.openRead(checkpoint);
  const model = await importCheckpoint(oneFile(source), storage, folder, name, unattended());
  await source.close();
  return createEncoder(model, await OnnxTowers.load(engineModel(model, { device: 'cpu', threads: 0 })));
}

/** Index of the scene in `folder`, under `name`. */
export async function benchIndex(
  encoder: Encoder,
  reader: SceneReader,
  folder: string,
  name: string,
  metresPerPixel: number | null,
): Promise<OpenIndex> {
  const scene = { widthPx: reader.widthPx, heightPx: reader.heightPx };
  const grid = makeGrid(scene, defaultSizes(metresPerPixel, scene, STARTER_GROUND), metresPerPixel);
  const key = { sceneContent: name, modelView: 'rgb', model: encoder.model, grid };
  const path = join(folder, `${encoder.model.id}-${name}.lsix`);
  await indexScene({ reader, encoder, key, storage, path, batchSize: 32 }, unattended());
  return OpenIndex.open(storage, path);
}
