/** The scripts that a release calls besides electron-builder: checksums, keys for signing, list of contents, check of the package. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checkPackage, packedExecutable } from '../../../build/release/check-package.mjs';
import { writeChecksums } from '../../../build/release/checksums.mjs';
import { installedBom, shippedBom } from '../../../build/release/sbom.mjs';
import { describePackages } from '../../../build/release/shipped-packages.mjs';
import { signingOf } from '../../../build/release/signing.mjs';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../', import.meta.url));
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-release-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  return rm(folder, { recursive: true });
});

test('checksums are those that sha256sum accepts, of every file beside them but not of themselves', async () => {
  await writeFile(join(folder, 'b.exe'), 'second');
  await writeFile(join(folder, 'a.dmg'), '');
  await mkdir(join(folder, 'linux-unpacked'));
  const text = await writeChecksums(folder);
  expect(text).toBe(
    `e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a.dmg\n${text.split('\n')[1]}\n`,
  );
  expect(await writeChecksums(folder)).toBe(text);
  if (process.platform !== 'linux') return;
  const { stdout } = await run('sha256sum', ['--check', 'SHA256SUMS'], { cwd: folder });
  expect(stdout).toBe('a.dmg: OK\nb.exe: OK\n');
  await writeFile(join(folder, 'b.exe'), 'another');
  await expect(run('sha256sum', ['--check', 'SHA256SUMS'], { cwd: folder })).rejects.toThrow();
});

test('an empty folder has no checksums', async () => {
  await expect(writeChecksums(folder)).rejects.toThrow('has no files');
});

test('without keys the application gets the ad hoc signature, and empty secrets count as none', () => {
  const { env, args } = signingOf(
    { CSC_LINK: '', WIN_CSC_LINK: '', APPLE_API_KEY_P8: '', HOME: '/home/x', EMPTY: '' },
    folder,
  );
  expect(args).toEqual(['-c.mac.identity=-']);
  expect(env).toEqual({ HOME: '/home/x', EMPTY: '' });
});

test('a certificate is used, and notarized with a complete key, which reaches electron-builder as a private file', async () => {
  expect(signingOf({ CSC_LINK: 'data', CSC_KEY_PASSWORD: 'secret' }, folder).args).toEqual([]);
  const apple = { APPLE_API_KEY_P8: 'the key', APPLE_API_KEY_ID: 'K', APPLE_API_ISSUER: 'I' };
  const { env, args } = signingOf({ CSC_LINK: 'data', ...apple }, folder);
  expect(args).toEqual(['-c.mac.notarize=true']);
  expect(env).not.toHaveProperty('APPLE_API_KEY_P8');
  expect(await readFile(env.APPLE_API_KEY!, 'utf8')).toBe('the key');
  if (process.platform !== 'win32') expect((await stat(env.APPLE_API_KEY!)).mode & 0o777).toBe(0o600);
  expect(() => signingOf({ CSC_LINK: 'data', APPLE_API_KEY_ID: 'K' }, folder)).toThrow(
    'only APPLE_API_KEY_ID is set',
  );
});

test('the list of contents has what ships and its parts, not the tools that build it', () => {
  // As the bundler leaves it for what runs after a build.
  vi.stubEnv('NODE_ENV', 'production');
  const packages = describePackages(root, ['node_modules/ol', 'node_modules/gdal3.js']);
  const bom = shippedBom(installedBom(root), packages, '45.4.1');
  expect(bom.bomFormat).toBe('CycloneDX');
  expect(bom.components.map(({ name }) => name).toSorted()).toEqual(['electron', 'gdal3.js', 'ol']);
  expect(JSON.stringify(bom.components)).not.toContain('cdx:npm:package:development');
  const gdal = bom.components.find(({ name }) => name === 'gdal3.js')!;
  expect(gdal.components!.map(({ name }) => name)).toContain('PROJ');
  const refs = [bom.metadata.component, ...bom.components].map((each) => each['bom-ref']);
  for (const { ref, dependsOn } of bom.dependencies)
    for (const each of [ref, ...dependsOn]) expect(refs).toContain(each);
  const stranger = [{ name: 'stranger', version: '1.0.0', licence: 'MIT', folder: root }];
  expect(() => shippedBom(installedBom(root), stranger, '45.4.1')).toThrow('stranger@1.0.0');
});

test('the executable of a packed application is found on each system', async () => {
  const places = {
    linux: 'linux-unpacked/longsight-desktop',
    win32: 'win-unpacked/Longsight.exe',
    darwin: 'mac-arm64/Longsight.app/Contents/MacOS/Longsight',
  };
  for (const [platform, place] of Object.entries(places)) {
    const dist = join(folder, platform);
    await mkdir(join(dist, place, '..'), { recursive: true });
    expect(() => packedExecutable(dist, platform)).toThrow('npm run dist');
    await writeFile(join(dist, place), '');
    expect(packedExecutable(dist, platform)).toBe(join(dist, place));
  }
});

test.skipIf(process.platform === 'win32')(
  'a package passes when its self-test reports success and ends well, and fails otherwise',
  async () => {
    const executable = join(folder, 'linux-unpacked/longsight-desktop');
    await mkdir(join(executable, '..'));
    const put = async (script: string): Promise<void> => {
      await writeFile(executable, `#!/bin/sh\n${script}\n`);
      await chmod(executable, 0o755);
    };
    const write = (ok: boolean): string =>
      `printf '{"ok": ${ok}, "fault": null, "steps": []}' > "\${1#--self-test=}"`;
    await put(write(true));
    expect(checkPackage(folder, 'linux').ok).toBe(true);
    await put(`${write(true)}; exit 3`);
    expect(checkPackage(folder, 'linux').ok).toBe(false);
    await put(write(false));
    expect(checkPackage(folder, 'linux').ok).toBe(false);
    await put('exit 1');
    expect(() => checkPackage(folder, 'linux')).toThrow('ended with code 1 and wrote no report');
  },
);
