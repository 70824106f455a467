/** The core's `Host` under Node, in Electron's utility process as well as in `serve` and the command line. */
import type { Host } from '../../core/host.ts';
import type { ParquetFile } from '../../core/portable/parquet-file.ts';
import { GdalAuthority } from './gdal-authority.ts';
import { GdalRasters } from './gdal-rasters.ts';
import { GdalVectors } from './gdal-vectors.ts';
import { Jp2Rasters } from './jp2-rasters.ts';
import { NodeCodecs } from './node-codecs.ts';
import { NodeStorage } from './node-storage.ts';
import { parquetOpener } from './parquet-files.ts';

/** Entry files of the threads, beside the source or beside the bundle. */
export type WorkerEntries = {
  readonly gdal: URL;
  readonly codec: URL;
  readonly parquet: URL;
  readonly jp2: URL;
};

export type NodeHost = Host & {
  readonly rasters: GdalRasters;
  readonly jp2: Jp2Rasters;
  readonly openParquet: (path: string) => Promise<ParquetFile>;
  /** Starts what nearly every scene needs and takes seconds to load. */
  startAhead(): void;
  close(): Promise<void>;
};

/** Threads start on first use and do not keep the process alive. */
export function createNodeHost(entries: WorkerEntries): NodeHost {
  const storage = new NodeStorage();
  const codecs = new NodeCodecs(entries.codec);
  const crs = new GdalAuthority(entries.gdal);
  return {
    storage,
    codecs,
    crs,
    vectors: new GdalVectors(entries.gdal),
    rasters: new GdalRasters(entries.gdal),
    jp2: new Jp2Rasters(entries.jp2, { storage, crs }),
    openParquet: parquetOpener(entries.parquet),
    startAhead: () => crs.startAhead(),
    close: async () => {
      await Promise.all([codecs.close(), crs.close()]);
    },
  };
}
