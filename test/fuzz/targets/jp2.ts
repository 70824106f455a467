/** Plans the converted copy of a JPEG 2000 file, and unpacks it as far as GDAL would read it. */
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeHost } from '../../../electron/node/node-host.ts';
import { type Target, TargetFault } from '../outcome.ts';

const NAME = 'file.jp2';
/** A picture may take long, but nothing may go on after the user has cancelled it. */
const CANCELLED_AFTER_MS = 1000;

/** `scratch` is an empty folder. */
export function jp2Target(host: NodeHost, scratch: string): Target {
  return {
    fileName: () => NAME,
    run: async (input) => {
      await mkdir(scratch, { recursive: true });
      const path = join(scratch, NAME);
      await writeFile(path, input);
      const signal = AbortSignal.timeout(CANCELLED_AFTER_MS);
      try {
        await unpacked(host, path, join(scratch, 'copy'), signal);
      } catch (error) {
        if (error !== signal.reason) throw error;
      } finally {
        await host.jp2.remove(join(scratch, 'copy'));
      }
      const left = (await readdir(scratch)).filter((name) => name !== NAME);
      if (left.length > 0) throw new TargetFault(`leaves ${left.join(', ')}`);
    },
  };
}

async function unpacked({ jp2 }: NodeHost, path: string, stem: string, signal: AbortSignal): Promise<void> {
  const { bytes } = await jp2.inspect(path, signal);
  await jp2.unpack(path, stem, { signal, report: () => undefined });
  const { size } = await stat(`${stem}.raw`);
  if (size !== bytes) throw new TargetFault(`file.jp2: ${bytes} bytes planned, ${size} unpacked`);
}
