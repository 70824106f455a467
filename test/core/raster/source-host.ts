/** The Node host, with its workers started from the source folder. */
import { createNodeHost, type NodeHost } from '../../../electron/node/node-host.ts';

const folder = new URL('../../../electron/node/', import.meta.url);

export function sourceHost(): NodeHost {
  return createNodeHost({
    gdal: new URL('gdal-worker.mjs', folder),
    codec: new URL('codec-worker.mjs', folder),
    parquet: new URL('parquet-worker.mjs', folder),
    jp2: new URL('jp2-worker.mjs', folder),
  });
}
