/** What the notices say about the packages that ship, read from the installed packages and a small invented one. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noticesText } from '../../../build/release/notices.mjs';
import { partsInside } from '../../../build/release/parts-inside.mjs';
import { describePackages, packedPackages } from '../../../build/release/shipped-packages.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const licences = join(root, 'build/release/licences');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-notices-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function invent(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const path = join('node_modules', name);
  await mkdir(join(folder, path), { recursive: true });
  const described = JSON.stringify({ name, version: '1.2.3', license: 'MIT' });
  for (const [file, text] of Object.entries({ 'package.json': described, ...files }))
    await writeFile(join(folder, path, file), text);
  return path;
}

test('every licence that a part names has its text, and every text is named by a part or a package', () => {
  const paths = [
    '@cornerstonejs/codec-openjpeg',
    'gdal3.js',
    'onnxruntime-node',
    'onnxruntime-common',
    'sharp',
    'lerc',
  ].map((name) => `node_modules/${name}`);
  const text = noticesText(describePackages(root, paths), licences);
  for (const part of ['OpenJPEG', 'GDAL', 'PROJ', 'GEOS', 'SpatiaLite', 'libiconv', 'Eigen', 'DirectML'])
    expect(text).toContain(`- ${part}`);
  expect(text).toContain('Sources: https://github.com/bugra9/gdal3.js/tree/v2.8.1');
  expect(text).toContain('GNU LESSER GENERAL PUBLIC LICENSE\n                       Version 2.1');
  expect(text).toContain('LICENCE MPL-1.1\n');
  expect(text).toContain('Copyright (c) Microsoft Corporation\n\nPermission is hereby granted');
});

test('the libraries in a build of libvips are those that its own table lists, with the LGPL, the GPL and their sources', async () => {
  const table = '| Library | Used under |\n|---|---|\n| libvips | LGPLv3 |\n| cairo | MPL |\n';
  const path = await invent('@img/sharp-libvips-plan9', { 'README.md': `# Libraries\n\n${table}\nmore` });
  const described = describePackages(folder, [path]);
  expect(Object.keys(partsInside(described[0])!.parts)).toEqual(['libvips', 'cairo']);
  const text = noticesText(described, licences);
  expect(text).toContain('Sources: https://github.com/lovell/sharp-libvips/tree/v1.2.3');
  for (const licence of ['LGPL-3.0', 'GPL-3.0', 'MPL-1.1']) expect(text).toContain(`LICENCE ${licence}\n`);
  expect(text).not.toContain('LICENCE MIT\n');
});

test('a library that nobody has described yet stops the build and is named', async () => {
  const table = '| Library | Used under |\n|---|---|\n| libnew | LGPLv3 |\n';
  const path = await invent('@img/sharp-libvips-plan9', { 'README.md': table });
  expect(() => noticesText(describePackages(folder, [path]), licences)).toThrow(
    '@img/sharp-libvips-plan9 contains libnew',
  );
});

test('a package without a licence text stops the build; one with several texts is quoted in full', async () => {
  const bare = await invent('bare', {});
  expect(() => noticesText(describePackages(folder, [bare]), licences)).toThrow('bare has no licence file');
  const full = await invent('full', { LICENSE: 'first text', 'NOTICE.md': 'second text' });
  expect(
    noticesText(describePackages(folder, [full, full]), licences).split('first text\n\nsecond text'),
  ).toHaveLength(2);
});

test('the packages of an archive are found once each, nested ones and scopes included', () => {
  const files = [
    '/out/main/index.js',
    '/node_modules/sharp',
    '/node_modules/sharp/lib/index.js',
    '/node_modules/sharp/package.json',
    '/node_modules/@img/colour/index.cjs',
    '\\node_modules\\semver\\index.js',
    '/node_modules/sharp/node_modules/semver/index.js',
  ];
  expect(packedPackages(files)).toEqual([
    'node_modules/sharp',
    'node_modules/@img/colour',
    'node_modules/semver',
    'node_modules/sharp/node_modules/semver',
  ]);
});
