import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type DirectoryRecord, extractAll, type FileRecord, getRawHeader, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root, startMain } from '../main/main-under-test.ts';
import { fakeElectron } from './fake-electron.ts';

const run = promisify(execFile);
const RELEASES = 'https://host/owner/name/releases';
let folder: string;
let packed: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-packed-'));
  await fakeElectron(folder);
  packed = join(folder, 'out/linux-unpacked');
  const overrides = [
    `-c.electronDist=${join(folder, 'dist')}`,
    `-c.directories.output=${join(folder, 'out')}`,
  ];
  await run(process.execPath, ['build/dist.mjs', '--linux', 'dir', '--x64', ...overrides], {
    cwd: root,
    env: { ...process.env, LONGSIGHT_RELEASES: RELEASES },
  }).catch(({ stdout, stderr }: { stdout: string; stderr: string }) => {
    throw new Error(`npm run dist failed: ${stdout}${stderr}`);
  });
}, 180_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('the archive holds the bundle and the native packages, but no sources, tests or development packages', () => {
  const files = listPackage(join(packed, 'resources/app.asar'), { isPack: false });
  for (const part of [
    'main/index.js',
    'preload/index.cjs',
    'core/index.js',
    'engine/index.js',
    'renderer/index.html',
  ])
    expect(files).toContain(`/out/${part}`);
  expect(files).toContain('/out/installed-cli/index.js');
  expect(files).toContain('/package.json');
  const tops = new Set(files.map((file) => file.split('/')[1]));
  expect([...tops].toSorted()).toEqual(['node_modules', 'out', 'package.json']);
  expect(files.filter((file) => /^\/out\/(\.|host|cli)/.test(file))).toEqual([]);
  const packages = new Set(
    files.filter((file) => file.startsWith('/node_modules/')).map((file) => file.split('/')[2]),
  );
  for (const name of [
    'onnxruntime-node',
    'onnxruntime-common',
    'sharp',
    '@img',
    'gdal3.js',
    '@cornerstonejs',
  ])
    expect(packages).toContain(name);
  for (const name of ['electron', 'react', 'ol', 'geotiff', 'vite', 'adm-zip'])
    expect(packages).not.toContain(name);
});

/** Each file of the archive's header, with whether it lies beside the archive. */
function* headerFiles(folder: DirectoryRecord, path = ''): Generator<[string, FileRecord]> {
  for (const [name, entry] of Object.entries(folder.files))
    if ('files' in entry) yield* headerFiles(entry, `${path}/${name}`);
    else if (!('link' in entry)) yield [`${path}/${name}`, entry];
}

test('all that processes run is in the archive, where it is verified; beside it are native libraries and threads alone', () => {
  const { header } = getRawHeader(join(packed, 'resources/app.asar'));
  const files = [...headerFiles(header)];
  const beside = files.filter(([, { unpacked }]) => unpacked === true).map(([path]) => path);
  const isForThreads = (path: string) =>
    /^\/(out\/worker|node_modules\/(gdal3\.js|@cornerstonejs\/codec-openjpeg))\//.test(path);
  expect(beside.filter((path) => !isForThreads(path) && !/\.(node|so)(\.[\d.]+)?$/.test(path))).toEqual([]);
  expect(beside.some((path) => path.endsWith('.node'))).toBe(true);
  const inside = files.filter(([path]) => !beside.includes(path));
  for (const [path, { integrity }] of inside) expect(integrity?.algorithm, path).toBe('SHA256');
  const code = inside.filter(([path]) =>
    /^\/out\/(main|core|engine|chunks|preload|installed-cli)\//.test(path),
  );
  expect(code.reduce((sum, [, { size }]) => sum + Number(size), 0)).toBeGreaterThan(1e6);
});

test('threads import nothing but Node, and what lies beside the archive', async () => {
  const folder = join(packed, 'resources/app.asar.unpacked/out/worker');
  for (const name of await readdir(folder)) {
    const text = await readFile(join(folder, name), 'utf8');
    const imported = [...text.matchAll(/^import (?:.* from )?"([^"]+)";$/gm)].map(([, what]) => what);
    // A part that is loaded on demand lies beside the worker.
    expect(imported.filter((what) => !/^(node:|\.\/[^/]+$)/.test(what!))).toEqual([]);
  }
});

test('native libraries and worker scripts are beside the archive, for this system only', async () => {
  const unpacked = join(packed, 'resources/app.asar.unpacked');
  const runtimes = join(unpacked, 'node_modules/onnxruntime-node/bin/napi-v6');
  expect(await readdir(runtimes)).toEqual(['linux']);
  expect(await readdir(join(runtimes, 'linux'))).toEqual(['x64']);
  expect(await readdir(join(unpacked, 'out/worker'))).toEqual(
    expect.arrayContaining(['codec-worker.js', 'gdal-worker.js', 'jp2-worker.js', 'parquet-worker.js']),
  );
});

test('model, demo scene, licence and command line are shipped as resources', async () => {
  const resources = join(packed, 'resources');
  for (const file of [
    'models/starter/model.safetensors',
    'build/demo/manila_bridge.tif',
    'build/demo/ATTRIBUTION.md',
  ])
    expect((await readFile(join(resources, file))).equals(await readFile(join(root, file))), file).toBe(true);
  expect(await readFile(join(resources, 'LICENSE.txt'), 'utf8')).toContain('Apache License');
  expect((await stat(join(resources, 'bin/longsight'))).mode & 0o111).toBe(0o111);
});

test('the package says what is in it, under which licences, and where the sources of the LGPL libraries are', async () => {
  const resources = join(packed, 'resources');
  const notices = await readFile(join(resources, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
  const files = listPackage(join(resources, 'app.asar'), { isPack: false });
  const inArchive = files.map((file) => /^\/node_modules\/((?:@[^/]+\/)?[^/@]+)\//.exec(file)?.[1]);
  const named = new Set(inArchive.filter((name) => name !== undefined));
  expect(named).toContain('@img/sharp-libvips-linux-x64');
  // The last three are bundled into the page and the core.
  for (const name of [...named, 'ol', 'react', 'ws'])
    expect(notices, name).toContain(`\n${name} ${installedVersion(name)}\n`);
  for (const licence of ['LGPL-2.1', 'LGPL-3.0', 'GPL-3.0'])
    expect(notices).toContain(`LICENCE ${licence}\n`);
  expect(notices).toContain('https://github.com/lovell/sharp-libvips/tree/v');
  expect(notices).toContain('https://github.com/bugra9/gdal3.js/tree/v');
  expect(notices).not.toMatch(/\n(vite|vitest|knip|electron-builder) \d/);
  const bom = JSON.parse(await readFile(join(resources, 'sbom.cdx.json'), 'utf8'));
  const components = (bom.components as { name: string }[]).map(({ name }) => name);
  for (const name of ['electron', 'ol', 'sharp', 'onnxruntime-node']) expect(components).toContain(name);
  expect(components).not.toContain('vite');
  expect(await readFile(join(folder, 'out/longsight-linux-x64.cdx.json'), 'utf8')).toBe(
    await readFile(join(resources, 'sbom.cdx.json'), 'utf8'),
  );
});

function installedVersion(name: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'));
  return version;
}

test('the fuses turn off the Node options and allow only the verified archive', async () => {
  const wire = await getCurrentFuseWire(join(packed, 'longsight-desktop'));
  // The fuse wire holds ASCII digits.
  const [off, on] = [0x30, 0x31];
  const expected: readonly (readonly [FuseV1Options, number])[] = [
    [FuseV1Options.RunAsNode, off],
    [FuseV1Options.EnableCookieEncryption, on],
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable, off],
    [FuseV1Options.EnableNodeCliInspectArguments, off],
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, on],
    [FuseV1Options.OnlyLoadAppFromAsar, on],
    [FuseV1Options.GrantFileProtocolExtraPrivileges, off],
  ];
  for (const [fuse, state] of expected) expect(wire[fuse], FuseV1Options[fuse]).toBe(state);
});

test('the launcher starts the executable without a window, from any folder and through links', async () => {
  // The fake executable cannot run: a script in its place prints its arguments.
  const place = join(folder, 'launch');
  await cp(packed, place, { recursive: true, filter: (source) => !/app\.asar|models/.test(source) });
  await run(
    'sh',
    [
      '-c',
      `printf '#!/bin/sh\\nprintf "%%s|" "$@"\\n' > longsight-desktop && ln -s resources/bin/longsight link`,
    ],
    {
      cwd: place,
    },
  );
  const { stdout } = await run('./link', ['query', '--json', 'a bridge over "brown" water'], { cwd: place });
  expect(stdout).toBe('--ozone-platform=headless|--cli|--|query|--json|a bridge over "brown" water|');
});

test('the packed main process opens a window and runs a command', async () => {
  // Node cannot read an asar archive, so it is extracted first.
  const app = join(folder, 'app');
  extractAll(join(packed, 'resources/app.asar'), app);
  expect(existsSync(join(app, 'node_modules/onnxruntime-node'))).toBe(true);
  expect(JSON.parse(await readFile(join(app, 'package.json'), 'utf8')).releases).toBe(RELEASES);
  const resources = join(packed, 'resources');
  const main = await startMain({ packed: { app, resources } });
  await expect.poll(async () => (await main.ask<{ shown: boolean }[]>('windows'))[0]?.shown).toBe(true);
  expect((await main.ask<{ status: number }>('fetch', 'app://bundle/')).status).toBe(200);
  const given = await main.ask<{ name: string }[]>(
    'inPage',
    'new Promise((done) => longsight.onFilesGiven(done))',
  );
  expect(given).toMatchObject([{ name: 'manila_bridge.tif' }]);
  await main.close();

  const command = await startMain({
    packed: { app, resources },
    args: ['--ozone-platform=headless', '--cli', '--', 'tokenize', '--json', 'a bridge'],
  });
  const { code, stdout, stderr } = await command.exited;
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toMatchObject([{ text: 'a bridge', limit: 248, truncated: false }]);
  expect(code).toBe(0);
  await command.close();
});
