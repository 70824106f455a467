/** The thread entries of the core, from source as well as bundled: the build turns each URL into one of its outputs. */
import type { WorkerEntries } from './node-host.ts';

export const WORKER_ENTRIES: WorkerEntries = {
  gdal: new URL('./gdal-worker.mjs', import.meta.url),
  parquet: new URL('./parquet-worker.mjs', import.meta.url),
  jp2: new URL('./jp2-worker.mjs', import.meta.url),
  codec: new URL('./codec-worker.mjs', import.meta.url),
};
