/** Fake Electron distribution: the files that electron-builder needs to pack an application where there is no Electron binary. */
import { chmod, cp, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createPackage } from '@electron/asar';

/** Marker before the fuses in every Electron binary. */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** Version 1, nine fuses, each "0" or "1". */
const FUSE_WIRE = Buffer.concat([Buffer.from([1, 9]), Buffer.from('110010001', 'latin1')]);

/** Writes the distribution to `dist` in `folder`, in the layout of a Linux release. */
export async function fakeElectron(folder: string): Promise<void> {
  const app = join(folder, 'default_app');
  await mkdir(app, { recursive: true });
  await writeFile(join(app, 'main.js'), '');
  await mkdir(join(folder, 'dist/resources'), { recursive: true });
  await createPackage(app, join(folder, 'dist/resources/default_app.asar'));
  const wire = Buffer.concat([Buffer.from(FUSE_SENTINEL, 'latin1'), FUSE_WIRE]);
  await writeFile(
    join(folder, 'dist/electron'),
    Buffer.concat([Buffer.alloc(4096), wire, Buffer.alloc(4096)]),
  );
  await chmod(join(folder, 'dist/electron'), 0o755);
  const { version } = createRequire(import.meta.url)('electron/package.json') as { version: string };
  await writeFile(join(folder, 'dist/version'), version);
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox', 'icudtl.dat', 'resources.pak'])
    await writeFile(join(folder, 'dist', name), name);
  await mkdir(join(folder, 'dist/locales'));
  for (const name of ['en-US', 'de']) await writeFile(join(folder, 'dist/locales', `${name}.pak`), name);
  await cp(join(folder, 'dist/chrome-sandbox'), join(folder, 'dist/chrome_crashpad_handler'));
}
