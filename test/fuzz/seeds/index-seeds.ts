/** Index files to start from: a small one with the files beside it, and damaged ones. */
import type { SceneId } from '../../../core/documents/ids.ts';
import { makeGrid } from '../../../core/search/grid.ts';
import { indexScene } from '../../../core/search/index-scene.ts';
import { ShownCells } from '../../../core/search/shown-cells.ts';
import { unattended } from '../../../core/task.ts';
import { IndexFiles } from '../../../electron/app/search/index-files.ts';
import { projectionEncoder, syntheticKey, syntheticScene } from '../../core/search/synthetic-scene.ts';
import { MemoryStorage } from '../memory-storage.ts';
import type { Seed } from '../seed.ts';
import { smallBank } from '../targets/index-file.ts';

const STEM = 'indexes/scene/small';

export async function indexSeeds(): Promise<readonly Seed[]> {
  const storage = new MemoryStorage();
  const scene = syntheticScene(300, 260, { isValid: (x) => x < 220 });
  const sizes = [64, 128].map((size) => ({ size, unit: 'px' }) as const);
  const grid = makeGrid(scene, sizes, null);
  const encoder = projectionEncoder();
  const cells = new ShownCells(grid);
  const key = syntheticKey(encoder, grid);
  await indexScene(
    { reader: cells.watching(scene), encoder, key, storage, path: `${STEM}.lsix`, batchSize: 8 },
    unattended(),
  );
  await cells.complete(scene, new AbortController().signal);
  await storage.writeFile(`${STEM}.cells`, cells.toBytes());
  const files = new IndexFiles(storage, 'indexes');
  const [index] = await files.readable('scene' as SceneId);
  await files.bankScoresOf(index, smallBank());
  const sound = ['lsix', 'cells', 'bank'].map((ending) => ({
    name: `small.${ending}`,
    bytes: storage.files.get(`${STEM}.${ending}`) ?? new Uint8Array(0),
  }));
  const [whole] = sound;
  const changed = (at: number) => whole.bytes.map((byte, i) => (i === at ? byte ^ 16 : byte));
  return [
    ...sound,
    { name: 'fault-flipped-bit.lsix', bytes: changed(whole.bytes.length - 600) },
    { name: 'fault-cut-header.lsix', bytes: whole.bytes.slice(0, 40) },
    { name: 'fault-cut-record.lsix', bytes: whole.bytes.slice(0, -100) },
    { name: 'fault-header-bit.lsix', bytes: changed(70) },
  ];
}
