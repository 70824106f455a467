import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../main/main-under-test.ts';

type Config = Record<string, unknown>;
const { getConfig, validateConfiguration } = createRequire(import.meta.url)(
  'app-builder-lib/out/util/config/config',
) as {
  getConfig: (project: string, config: string, override: null) => Promise<Config>;
  validateConfiguration: (config: Config, debugLogger: { isEnabled: boolean }) => Promise<void>;
};
const file = join(root, 'build/electron-builder.yml');
const quiet = { isEnabled: false };

test('the packaging configuration follows the schema of the installed electron-builder', async () => {
  const config = await getConfig(root, file, null);
  await validateConfiguration(config, quiet);
  await expect(validateConfiguration({ ...config, oneClickX: true }, quiet)).rejects.toThrow('oneClickX');
  const { mac } = config as { mac: Config };
  await expect(
    validateConfiguration({ ...config, mac: { ...mac, hardenedRuntime: 'yes' } }, quiet),
  ).rejects.toThrow('hardenedRuntime');
});

test('the package for each system leaves out the native libraries of the others', async () => {
  const config = (await getConfig(root, file, null)) as Record<'win' | 'mac' | 'linux', { files: string[] }>;
  const folders = { win: 'win32', mac: 'darwin', linux: 'linux' };
  for (const system of ['win', 'mac', 'linux'] as const) {
    const others = Object.values(folders).filter((folder) => folder !== folders[system]);
    const runtimes = '!node_modules/onnxruntime-node/bin/napi-v6';
    const rules = config[system].files;
    expect(
      rules.some((rule) => rule.startsWith(`${runtimes}/{`) && others.every((each) => rule.includes(each))),
    ).toBe(true);
    expect(rules).toContain(`${runtimes}/${folders[system]}/!(\${arch})/**`);
  }
});

test('the packaged Electron has the version that is used in development', async () => {
  const { electronVersion } = (await getConfig(root, file, null)) as { electronVersion: string };
  const { version } = createRequire(import.meta.url)('electron/package.json') as { version: string };
  expect(electronVersion).toBe(version);
});

test('in the deb package, `longsight` is the command line and the desktop executable has another name', async () => {
  const config = (await getConfig(root, file, null)) as {
    readonly productName: string;
    readonly linux: { readonly executableName: string; readonly extraResources: readonly { to: string }[] };
    readonly deb: { readonly fpm: readonly string[] };
  };
  expect(config.linux.executableName).not.toBe('longsight');
  const [source, place] = config.deb.fpm[0].split('=');
  expect(place).toBe('/usr/bin/longsight');
  const launcher = join(root, source);
  expect((await stat(launcher)).mode & 0o111).toBe(0o111);
  const [{ to }] = config.linux.extraResources;
  expect(await readFile(launcher, 'utf8')).toContain(`exec /opt/${config.productName}/resources/${to} "$@"`);
});
