/** Answers each line of JSON, a `ReadRequest`, with the `ReadTimes` of reading those windows by our reader. */
import { createInterface } from 'node:readline';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import { BlockCache } from '../../../core/raster/block-cache.ts';
import { openRaster } from '../../../core/raster/raster.ts';
import { giveBack, readWindow } from '../../../core/raster/read-window.ts';
import { createNodeHost, type NodeHost } from '../../../electron/node/node-host.ts';

export type ReadRequest = {
  readonly path: string;
  /** Column, row, width and height of each. */
  readonly windows: readonly (readonly [number, number, number, number])[];
  /** Windows that our reader is asked for at the same time. */
  readonly atOnce: number;
};

export type ReadTimes = { readonly wallMs: number; readonly cpuMs: number };

/** Ends with its input. */
export async function answerReads(cacheBytes: number): Promise<void> {
  // This runs as a bundle in `dist`.
  const host = createNodeHost({
    gdal: new URL('../electron/node/gdal-worker.mjs', import.meta.url),
    codec: new URL('../electron/node/codec-worker.mjs', import.meta.url),
    parquet: new URL('../electron/node/parquet-worker.mjs', import.meta.url),
    jp2: new URL('../electron/node/jp2-worker.mjs', import.meta.url),
  });
  // As for all scenes of the application. A raster that is closed leaves nothing in it.
  const cache = new BlockCache(cacheBytes, (block) => host.codecs.reuse(block));
  for await (const line of createInterface({ input: process.stdin }))
    console.log(JSON.stringify(await timed(host, cache, JSON.parse(line) as ReadRequest)));
  await host.close();
}

async function timed(host: NodeHost, cache: BlockCache, request: ReadRequest): Promise<ReadTimes> {
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  const raster = await openRaster(host, { codecs: host.codecs, cache }, request.path);
  const { image } = raster.levels[0];
  const bands = Array.from({ length: image.bands }, (_, band) => band);
  const queue = request.windows.values();
  const work = async (): Promise<void> => {
    for (const [col, row, widthPx, heightPx] of queue) {
      const win: RasterWindow = { col, row, widthPx, heightPx };
      const { samples } = await readWindow(raster.blocks, image, win, bands);
      giveBack(raster.blocks, samples);
    }
  };
  await Promise.all(Array.from({ length: request.atOnce }, work));
  await raster.close();
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs: performance.now() - started, cpuMs: (user + system) / 1000 };
}
