/** The Node host with the worker threads of the checkout, for programs that are bundled elsewhere. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createNodeHost, type NodeHost } from '../../electron/node/node-host.ts';

export function checkoutHost(checkout: string): NodeHost {
  const worker = (name: string) => pathToFileURL(join(checkout, 'electron/node', `${name}-worker.mjs`));
  return createNodeHost({
    gdal: worker('gdal'),
    jp2: worker('jp2'),
    codec: worker('codec'),
    parquet: worker('parquet'),
  });
}
