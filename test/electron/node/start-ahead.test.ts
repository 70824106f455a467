import { expect, test, vi } from 'vitest';
import { GdalAuthority } from '../../../electron/node/gdal-authority.ts';
import { createNodeHost } from '../../../electron/node/node-host.ts';
import { WORKER_ENTRIES } from '../../../electron/node/worker-entries.ts';
import { WorkerLine } from '../../../electron/node/worker-line.ts';

test('the library of coordinate reference systems is loaded before it is asked', async () => {
  const asked = vi.spyOn(WorkerLine.prototype, 'ask');
  const host = createNodeHost(WORKER_ENTRIES);
  try {
    host.startAhead();
    expect(asked).toHaveBeenCalledTimes(1);
    await asked.mock.results[0]!.value;
    expect((await host.crs.named('EPSG:4326')).length).toBeGreaterThan(0);
    expect(asked).toHaveBeenCalledTimes(1);
  } finally {
    asked.mockRestore();
    await host.close();
  }
});

test('a library that does not load is reported to the first who asks, not before', async () => {
  const authority = new GdalAuthority(new URL('file:///nowhere/gdal-worker.mjs'));
  authority.startAhead();
  await expect(authority.named('EPSG:32651')).rejects.toThrow('gdal-worker');
  await authority.close();
});
