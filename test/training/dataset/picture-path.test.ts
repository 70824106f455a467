/** What a list of caption pairs may name as its pictures. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NodeStorage } from '../../../electron/node/node-storage.ts';
import { findPicture } from '../../../training/dataset/find-picture.ts';
import { ANYWHERE, BESIDE, type PicturePlace, picturePath } from '../../../training/dataset/picture-path.ts';

const storage = new NodeStorage();
const LINUX = '/home/me/lists/';
const WINDOWS = 'C:\\Users\\me\\lists\\';

/** Neither a list beside which they lie nor the user's shell makes these names of files. */
const NEVER = [
  ['\\\\evil\\share\\a.png', 'another machine (evil)'],
  ['//evil/share/a.png', 'another machine (evil)'],
  ['\\/evil/share/a.png', 'another machine (evil)'],
  ['\\\\?\\UNC\\evil\\share\\a.png', 'is a device'],
  ['\\\\.\\pipe\\a.png', 'is a device'],
  ['//./COM1', 'is a device'],
  ['file:///etc/passwd', 'is an address'],
  ['FILE://evil/share/a.png', 'is an address'],
  ['file:/etc/passwd', 'is an address'],
  ['https://evil.example/a.png', 'is an address'],
  ['C:a.png', 'the current folder of a drive'],
  ['d:', 'the current folder of a drive'],
  ['a\0.png', 'NUL'],
  [`${'x'.repeat(5000)}.png`, 'longer than a file name can be'],
  [`b/${'橋'.repeat(86)}`, 'longer than a file name can be'],
] as const;

describe.each([
  ['on Linux', LINUX],
  ['on Windows', WINDOWS],
])('the name of a picture %s', (_, folder) => {
  test.each(NEVER)('%j is refused everywhere', (name, reason) => {
    for (const scope of [ANYWHERE, BESIDE]) expect(picturePath(name, folder, scope)).toContain(reason);
  });

  test.each([
    '../secret.png',
    'a/../../secret.png',
    '..\\secret.png',
    '/etc/passwd',
    'D:\\secret.png',
    '.',
    '',
  ])('%j, outside the folder of the list, is left to the shell', (name) => {
    expect(picturePath(name, folder, BESIDE)).toContain('lies outside the folder of the list');
    expect(picturePath(name, folder, ANYWHERE)).toMatchObject({ within: null });
  });

  test.each(['a.png', 'b/a.png', './a.png', 'b/../a.png', 'b\\a.png', `${folder}a.png`])(
    '%j lies beside the list',
    (name) => {
      const { path, within } = picturePath(name, folder, BESIDE) as PicturePlace;
      expect(within).toBe(folder);
      expect(path.startsWith(folder)).toBe(true);
      expect(picturePath(name, folder, ANYWHERE)).toEqual({ path, within: null });
    },
  );

  test('outside that folder it may be one that was chosen with the list, by its last part', () => {
    const chosen = ['/tmp/uploads/1/list.csv', '/tmp/uploads/2/a.png'];
    for (const name of ['/data/pictures/a.png', 'D:\\pictures\\a.png', '../a.png'])
      expect(picturePath(name, folder, { kind: 'beside', chosen })).toEqual({
        path: chosen[1],
        within: null,
      });
  });
});

test('on another machine are pictures of a list that lies there', () => {
  const folder = '\\\\nas\\team\\lists\\';
  for (const name of ['a.png', '\\\\NAS\\team\\lists\\a.png'])
    expect(picturePath(name, folder, ANYWHERE)).toMatchObject({ within: null });
  expect(picturePath('a.png', folder, BESIDE)).toMatchObject({ within: folder });
  expect(picturePath('\\\\nas\\other\\a.png', folder, ANYWHERE)).toMatchObject({ within: null });
  expect(picturePath('\\\\nas\\other\\a.png', folder, BESIDE)).toContain('lies outside');
  expect(picturePath('\\\\evil\\team\\a.png', folder, ANYWHERE)).toContain('another machine (evil)');
});

const PYTHON = '/usr/bin/python3';
const hasPython = spawnSync(PYTHON, ['-c', 'import sys']).status === 0;

test.skipIf(!hasPython)('the trainer under PyTorch has the same rules', () => {
  const names = [
    ...NEVER.map(([name]) => name),
    ...['a.png', 'b/../a.png', '../a.png', '/etc/passwd', 'D:\\a.png', `${LINUX}a.png`, 'b\\a.png'],
  ];
  const script = `
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("picture_path", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
names, folder = json.loads(sys.argv[2]), sys.argv[3]
print(json.dumps([[module.picture_path(n, folder, s)[0] is not None for s in ("anywhere", "beside")] for n in names]))`;
  const file = fileURLToPath(new URL('../../../training/torch/fine_tune/picture_path.py', import.meta.url));
  const { stdout, stderr } = spawnSync(
    PYTHON,
    ['-c', script, file, JSON.stringify(names), LINUX.replace(/\/$/, '')],
    { encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual(
    names.map((name) =>
      [ANYWHERE, BESIDE].map((scope) => typeof picturePath(name, LINUX, scope) === 'object'),
    ),
  );
});

describe('the file of a picture', () => {
  let root = '';
  beforeAll(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'reach-')));
    await mkdir(join(root, 'lists/deeper'), { recursive: true });
    await writeFile(join(root, 'secret.png'), 'secret');
    await writeFile(join(root, 'lists/deeper/a.png'), 'mine');
    await symlink('../secret.png', join(root, 'lists/link.png'));
    await symlink('..', join(root, 'lists/up'));
    await symlink('deeper/a.png', join(root, 'lists/inner.png'));
    await symlink('/dev/zero', join(root, 'lists/zero.png'));
    await symlink('lists', join(root, 'alias'));
    execFileSync('sh', ['-c', 'mkfifo "$0"', join(root, 'lists/pipe.png')]);
  });
  afterAll(() => rm(root, { recursive: true }));

  const found = async (name: string, folder = 'lists', scope = BESIDE): Promise<boolean> => {
    const place = picturePath(name, `${join(root, folder)}/`, scope) as PicturePlace;
    return (await findPicture(storage, { image: place.path, within: place.within })) !== null;
  };

  test('lies below the folder of the list when links are resolved, also where that folder is a link', async () => {
    for (const folder of ['lists', 'alias'])
      for (const name of ['deeper/a.png', 'inner.png']) expect(await found(name, folder), name).toBe(true);
    for (const name of ['link.png', 'up/secret.png', 'absent.png'])
      expect(await found(name), name).toBe(false);
    expect(await found('link.png', 'lists', ANYWHERE)).toBe(true);
  });

  test('is a regular file, even for the shell: a pipe or a device would never end', async () => {
    for (const scope of [BESIDE, ANYWHERE])
      for (const name of ['pipe.png', 'zero.png', 'deeper'])
        expect(await found(name, 'lists', scope)).toBe(false);
  });
});
