/** Python with QGIS, for tests that open exports where analysts open them; null where there is none. */
import { spawnSync } from 'node:child_process';

export const qgisPython: string | null =
  ['/usr/bin/python3', 'python3'].find(
    (python) => spawnSync(python, ['-c', 'import qgis.core'], { stdio: 'ignore' }).status === 0,
  ) ?? null;
