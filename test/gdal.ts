/** Python with the GDAL bindings, for tests that use GDAL as their oracle; null where there is none. */
import { spawnSync } from 'node:child_process';

const candidates = ['python3', '/usr/bin/python3'];

export const gdalPython: string | null =
  candidates.find(
    (python) =>
      spawnSync(python, ['-c', 'import numpy; from osgeo import gdal'], { stdio: 'ignore' }).status === 0,
  ) ?? null;
