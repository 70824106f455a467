/** The Node host with its worker entries beside the source. */
import { createNodeHost, type NodeHost } from '../../../electron/core-process/host/node-host.ts';

const folder = new URL('../../../electron/core-process/host/', import.meta.url);

export function sourceHost(): NodeHost {
  return createNodeHost({
    gdal: new URL('gdal-worker.mjs', folder),
    codec: new URL('codec-worker.mjs', folder),
  });
}
