/**
 * `npm run dist [-- electron-builder arguments]`: builds and packs installers for this system into dist/, signs them where the
 * environment has keys (build/release/signing.mjs), and puts the list of their contents (CycloneDX) beside them.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApp } from './build.mjs';
import { packedExecutable } from './release/check-package.mjs';
import { signingOf } from './release/signing.mjs';

const OUTPUT = '-c.directories.output=';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('../', import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), 'longsight-dist-'));
try {
  await buildApp();
  process.exitCode = pack();
  if (process.exitCode === 0) keepContents();
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

function pack() {
  const { env, args } = signingOf(process.env, temporary);
  // The application asks there for newer versions, when the user wants that.
  const { LONGSIGHT_RELEASES: releases = '' } = env;
  if (releases !== '') args.push(`-c.extraMetadata.releases=${releases}`);
  const cli = require.resolve('electron-builder/cli.js');
  const config = ['--config', 'build/electron-builder.yml'];
  const { status } = spawnSync(process.execPath, [cli, ...config, ...args, ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
    // electron-builder would ask the npm registry for a newer version of itself.
    env: { ...env, NO_UPDATE_NOTIFIER: '1' },
  });
  return status ?? 1;
}

function keepContents() {
  const given = process.argv.find((argument) => argument.startsWith(OUTPUT));
  const dist = given === undefined ? join(root, 'dist') : given.slice(OUTPUT.length);
  const program = dirname(packedExecutable(dist));
  const resources = join(program, process.platform === 'darwin' ? '../Resources' : 'resources');
  copyFileSync(
    join(resources, 'sbom.cdx.json'),
    join(dist, `longsight-${process.platform}-${process.arch}.cdx.json`),
  );
}
