/** First steps of a developer: `npm ci`, then `npm start`, which runs Electron's installer under the same Node. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { writeZip } from '../../../core/export/write-zip.ts';
import { NodeStorage } from '../../../electron/node/node-storage.ts';
import { root } from '../main/main-under-test.ts';

type Ran = { readonly code: number; readonly output: string };

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Ran> {
  const shell = process.platform === 'win32';
  return new Promise((resolve) => {
    execFile(command, args, { cwd, shell, env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      resolve({
        code: typeof error?.code === 'number' ? error.code : error ? -1 : 0,
        output: stdout + stderr,
      }),
    );
  });
}

test('npm ci prints no warning under this Node', async () => {
  const { code, output } = await run('npm', ['ci', '--dry-run', '--offline', '--no-progress'], root, {});
  expect(output, 'see build/accept-node.mjs').not.toMatch(/warn/i);
  expect(code, output).toBe(0);
});

test('Electron’s installer downloads, verifies and unpacks under this Node', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'longsight-electron-'));
  cleanUps.push(() => rm(folder, { recursive: true }));
  const installed = join(root, 'node_modules');
  const electron = join(folder, 'node_modules/electron');
  await mkdir(electron, { recursive: true });
  for (const file of ['package.json', 'install.js', 'checksums.json'])
    await copyFile(join(installed, 'electron', file), join(electron, file));
  for (const scope of ['@electron', '@electron-internal'])
    await symlink(join(installed, scope), join(folder, 'node_modules', scope), 'junction');
  const { version } = JSON.parse(await readFile(join(electron, 'package.json'), 'utf8'));
  const members = ['electron', 'version'].map((name) => ({
    name,
    read: async () => new TextEncoder().encode(name === 'version' ? version : 'a program'),
  }));
  const packed = join(folder, 'packed.zip');
  await writeZip(new NodeStorage(), packed, members, new AbortController().signal);
  const zip = await readFile(packed);
  const artifact = `electron-v${version}-linux-x64.zip`;
  const served = new Map<string, Uint8Array>([
    [`/v${version}/${artifact}`, zip],
    [`/v${version}/SHASUMS256.txt`, new TextEncoder().encode(`${sha256(zip)} *${artifact}\n`)],
  ]);
  const mirror = createServer(({ url }, response) => {
    const bytes = served.get(url ?? '');
    response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
  });
  await new Promise<void>((done) => mirror.listen(0, '127.0.0.1', done));
  cleanUps.push(() => mirror.close());
  const environment = {
    ELECTRON_MIRROR: `http://127.0.0.1:${(mirror.address() as AddressInfo).port}/`,
    ELECTRON_INSTALL_PLATFORM: 'linux',
    ELECTRON_INSTALL_ARCH: 'x64',
    electron_use_remote_checksums: '1',
    electron_config_cache: join(folder, 'cache'),
  };
  const install = () => run(process.execPath, [join(electron, 'install.js')], folder, environment);

  served.set(`/v${version}/${artifact}`, zip.subarray(1));
  const refused = await install();
  expect(refused.code).not.toBe(0);
  expect(refused.output).toContain('did not match expected checksum');

  served.set(`/v${version}/${artifact}`, zip);
  const { code, output } = await install();
  expect(code, output).toBe(0);
  expect(output).toBe('');
  expect(await readFile(join(electron, 'dist/electron'), 'utf8')).toBe('a program');
  expect(await readFile(join(electron, 'path.txt'), 'utf8')).toBe('electron');
});

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
